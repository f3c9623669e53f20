import Glibc

/// A folder for database files that one process owns at a time; given up when it goes away.
///
/// The lock is flock(2) on the file `lock` in it; the system drops it when the process ends,
/// however it ends. The file itself stays.
package struct DatabaseFolder: ~Copyable {
  package let path: String
  private let lock: Int32

  /// Creates the folder, readable by its owner only, and those above it where they are missing,
  /// and takes the lock.
  ///
  /// - Throws: `SQLiteError` of kind `busy` where another process has it, else `unavailable`.
  package init(path: String) throws(SQLiteError) {
    try DatabaseFolder.create(path)
    let file = path + "/lock"
    let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw systemError(.unavailable, "open \(file)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = systemError(errno == EWOULDBLOCK ? .busy : .unavailable, "lock \(file)")
      close(descriptor)
      throw error
    }
    self.path = path
    lock = descriptor
  }

  deinit {
    // Given up by hand: a child between fork and exec still shares the descriptor.
    flock(lock, LOCK_UN)
    close(lock)
  }

  /// The path of a file in the folder, which is made where it is missing, readable by its owner
  /// only; SQLite gives the files beside it the same rights.
  ///
  /// To be called before the file is opened: closing a descriptor drops the process's locks on it.
  package func file(_ name: String) throws(SQLiteError) -> String {
    let file = path + "/" + name
    let descriptor = unsafe open(file, O_RDONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw systemError(.unavailable, "open \(file)") }
    close(descriptor)
    return file
  }

  private static func create(_ path: String) throws(SQLiteError) {
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    if unsafe mkdir(path, 0o700) == 0 { return try sync(parent) }
    if errno == EEXIST { return }
    guard errno == ENOENT, let slash, slash > path.startIndex else {
      throw systemError(.unavailable, "create \(path)")
    }
    try create(parent)
    if unsafe mkdir(path, 0o700) == 0 { return try sync(parent) }
    guard errno == EEXIST else { throw systemError(.unavailable, "create \(path)") }
  }

  /// Makes a folder's entries outlive a loss of power: those of new folders in it.
  private static func sync(_ folder: String) throws(SQLiteError) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError(.unavailable, "open \(folder)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw systemError(.unavailable, "sync \(folder)") }
  }
}

/// The error that `errno` stands for.
private func systemError(_ kind: SQLiteError.Kind, _ attempted: String) -> SQLiteError {
  let code = errno
  let message = unsafe String(cString: strerror(code))
  return SQLiteError(kind: kind, code: code, message: message, attempted: attempted)
}
