import Glibc

/// Standard input, read whole.
package enum StandardInput {
  /// Everything up to its end; blocks, so not on a loop.
  ///
  /// - Parameter limitBytes: more than that is not taken.
  /// - Returns: nil where there are more bytes, or it can't be read.
  package static func read(limitBytes: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var page = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe Glibc.read(STDIN_FILENO, &page, page.count)
      if count == 0 { return bytes }
      if count < 0, errno == EINTR { continue }
      guard count > 0, bytes.count + count <= limitBytes else { return nil }
      bytes += page[..<count]
    }
  }
}
