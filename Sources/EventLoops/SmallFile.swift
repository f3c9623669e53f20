import Glibc

/// Files that are read whole, off the hot path: /proc, the rules of time zones, certificates.
package enum SmallFile {
  /// Why a file could not be read.
  package enum Failure: Error, Sendable, Hashable {
    case missing
    case tooLong(limitBytes: Int)
    case system(errno: Int32)
  }

  /// The bytes of a file.
  ///
  /// - Parameter limitBytes: a file with more is refused.
  package static func read(_ path: String, limitBytes: Int) throws(Failure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .system(errno: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var page = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe Glibc.read(descriptor, &page, page.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(errno: errno)
      }
      guard bytes.count + count <= limitBytes else { throw .tooLong(limitBytes: limitBytes) }
      bytes += page[..<count]
    }
  }
}
