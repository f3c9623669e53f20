import Glibc

/// Standard error, for what is said about the work.
package enum StandardError {
  package static func write(_ text: String) { writeAll(Array(text.utf8), to: STDERR_FILENO) }
  package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
