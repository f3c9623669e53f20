import Glibc

/// The environment of this process.
package enum Environment {
  /// nil where the variable is not set or not UTF-8.
  package static subscript(name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(validatingCString: value)
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
