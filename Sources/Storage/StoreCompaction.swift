import EventLoops
import SQLite

/// Gives free space of a store's file back to the disk.
package enum StoreCompaction {
  /// Writes the file anew without its free pages; it blocks, and wants as much room beside it.
  ///
  /// A kill at any moment leaves the file as it was, or as it is to be.
  /// - Parameter directory: the folder of a store that no process has open.
  /// - Returns: the file's size in bytes before and after.
  /// - Throws: `StoreError.inUse` where a router works on it, `missing`, `unavailable`, `damaged` or
  ///   `tooNew`.
  package static func run(directory: String) throws(StoreError) -> (before: Int, after: Int) {
    let path = try StoreInspector.file(in: directory)
    // Held until the file is closed again.
    let folder = try StoreFile.take(directory)
    defer { _ = folder.path }
    do {
      let connection = try Connection(path: path, mode: .readWrite)
      _ = try StoreSchema.version(of: connection, path: path)
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      let before = size(of: path)
      try connection.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
      return (before, size(of: path))
    } catch let error as SQLiteError {
      throw StoreError(error, path: path)
    } catch let error as StoreError {
      throw error
    } catch {
      throw .unavailable(reason: "\(error)")
    }
  }

  private static func size(of path: String) -> Int {
    FileFingerprint(path: path).map { Int($0.size) } ?? 0
  }
}
