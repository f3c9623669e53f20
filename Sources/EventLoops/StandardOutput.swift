import Glibc

/// Standard output, for data.
package enum StandardOutput {
  package static func write(_ text: String) { writeAll(Array(text.utf8), to: STDOUT_FILENO) }
  package static func write(_ bytes: [UInt8]) { writeAll(bytes, to: STDOUT_FILENO) }
  /// Whether a person is likely to read it.
  package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
