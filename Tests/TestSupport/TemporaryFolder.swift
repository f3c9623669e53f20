import CLinux
import Glibc

/// A folder that is removed, with all that is in it, when this object goes.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Throws: `TestSupportError.system` where the folder cannot be made.
  package init() throws(TestSupportError) {
    var template = Array("/tmp/patchbay-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw .system(call: "mkdtemp", errno: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { removeTree(path) }

  /// The path of a file in the folder.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file of the folder, replacing what was there.
  ///
  /// - Returns: its path.
  @discardableResult
  package func write(_ name: String, _ text: String) throws(TestSupportError) -> String {
    try write(name, Array(text.utf8))
  }

  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) throws(TestSupportError) -> String {
    try writeFile(file(name), bytes)
    return file(name)
  }
}

private func removeTree(_ path: String) {
  if let folder = unsafe opendir(path) {
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: unsafe entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let child = "\(path)/\(name)"
      if unsafe entry.pointee.d_type == UInt8(DT_DIR) {
        removeTree(child)
      } else {
        unsafe unlink(child)
      }
    }
    unsafe closedir(folder)
  }
  unsafe rmdir(path)
}
