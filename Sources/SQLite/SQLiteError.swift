/// What SQLite, or the system below it, refused.
///
/// It names the statement but never the values bound to it, so it may be logged.
package struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What a caller can do about an error.
  package enum Kind: Sendable, Hashable {
    /// Somebody else holds a lock.
    case busy
    /// No room left, or no right to write, or the device fails; may pass.
    case unavailable
    /// The file is not a database, or is malformed.
    case damaged
    /// Everything else: our own mistake, or a system without memory.
    case other
  }

  package var kind: Kind
  /// SQLite's extended result code, or the system's `errno` where no database was reached.
  package var code: Int32
  /// SQLite's words for it.
  package var message: String
  /// What was being done: the statement's text, or the path that was opened.
  package var attempted: String

  package init(kind: Kind, code: Int32, message: String, attempted: String) {
    self.kind = kind
    self.code = code
    self.message = message
    self.attempted = attempted
  }

  package var description: String { "\(message) (\(code)) while doing: \(attempted)" }
}
