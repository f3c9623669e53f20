/// Why a text is not a JSON document, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Bytes before the place.
  package var offset: Int
  /// From 1.
  package var line: Int
  /// In Unicode scalars, from 1.
  package var column: Int
  /// What is wrong there, in words, without a full stop.
  package var reason: String

  package init(offset: Int, line: Int, column: Int, reason: String) {
    self.offset = offset
    self.line = line
    self.column = column
    self.reason = reason
  }

  package var description: String { "line \(line), column \(column): \(reason)" }
}
