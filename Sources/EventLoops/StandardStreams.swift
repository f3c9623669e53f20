import Glibc

/// The environment of this process.
package enum Environment {
  /// nil where the variable is not set or not UTF-8.
  package static subscript(name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(validatingCString: value)
  }
}

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

/// Standard output, for data.
package enum StandardOutput {
  package static func write(_ text: String) { writeAll(Array(text.utf8), to: STDOUT_FILENO) }
  package static func write(_ bytes: [UInt8]) { writeAll(bytes, to: STDOUT_FILENO) }
  /// Whether a person is likely to read it.
  package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}

/// Standard error, for what is said about the work.
package enum StandardError {
  package static func write(_ text: String) { writeAll(Array(text.utf8), to: STDERR_FILENO) }
  package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Writes everything, as far as anybody reads.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  var sent = 0
  while sent < bytes.count {
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent)
    }
    if count < 0 {
      if errno == EINTR { continue }
      return
    }
    sent += count
  }
}
