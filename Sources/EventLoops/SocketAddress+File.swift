import CLinux
import Glibc

/// Unix-domain sockets, which are known by a file: unix(7).
extension SocketAddress {
  /// The most bytes that a file's path may have.
  package static let longestPath = 107

  private static let pathOffset = MemoryLayout<sa_family_t>.size

  /// The socket of a file; nil where the path is empty, too long or has a null character in it.
  package init?(path: String) {
    let bytes = Array(path.utf8)
    guard (1...SocketAddress.longestPath).contains(bytes.count), !bytes.contains(0) else {
      return nil
    }
    var storage = sockaddr_storage()
    storage.ss_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &storage) { storage in
      unsafe UnsafeMutableRawBufferPointer(rebasing: storage[SocketAddress.pathOffset...])
        .copyBytes(from: bytes)
    }
    self.init(
      storage: storage, length: socklen_t(SocketAddress.pathOffset + bytes.count + 1))
  }

  /// Whether it is a file's, and not a host's.
  package var isFile: Bool { family == AF_UNIX }

  /// The path of a file; empty for a socket without a name, as a client's is.
  package var path: String {
    guard isFile else { return "" }
    return unsafe withUnsafeBytes(of: storage) { storage in
      let bytes = unsafe storage[
        SocketAddress.pathOffset..<max(SocketAddress.pathOffset, Int(length))]
      return unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
