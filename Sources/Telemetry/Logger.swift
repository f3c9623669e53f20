/// Writes structured lines; safe to use from any thread.
package struct Logger: Sendable {
  package var level: LogLevel
  let write: @Sendable (LogLevel, String, [LogField]) -> Void

  /// - Parameter write: formats and writes one line; called on the thread that logs.
  package init(
    level: LogLevel, write: @escaping @Sendable (LogLevel, String, [LogField]) -> Void
  ) {
    self.level = level
    self.write = write
  }

  /// Drops everything.
  package static let silent = Logger(level: .error) { _, _, _ in }

  // Fields that are nil are left out.

  package func debug(_ message: @autoclosure () -> String, _ fields: LogField?...) {
    if level <= .debug { write(.debug, message(), fields.compactMap(\.self)) }
  }

  package func info(_ message: @autoclosure () -> String, _ fields: LogField?...) {
    if level <= .info { write(.info, message(), fields.compactMap(\.self)) }
  }

  package func warning(_ message: @autoclosure () -> String, _ fields: LogField?...) {
    if level <= .warning { write(.warning, message(), fields.compactMap(\.self)) }
  }

  package func error(_ message: @autoclosure () -> String, _ fields: LogField?...) {
    write(.error, message(), fields.compactMap(\.self))
  }
}
