import Instants

/// How much a line matters.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
  case debug, info, warning, error

  package static func < (left: LogLevel, right: LogLevel) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}

/// One named value of a log line.
package struct LogField: Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: some CustomStringConvertible) {
    self.name = name
    self.value = value.description
  }
}

/// Writes structured lines; safe to use from any thread.
package struct Logger: Sendable {
  package var level: LogLevel
  private let write: @Sendable (LogLevel, String, [LogField]) -> Void

  /// - Parameter write: formats and writes one line; called on the thread that logs.
  package init(
    level: LogLevel, write: @escaping @Sendable (LogLevel, String, [LogField]) -> Void
  ) {
    self.level = level
    self.write = write
  }

  /// Drops everything.
  package static let silent = Logger(level: .error) { _, _, _ in }

  package func debug(_ message: @autoclosure () -> String, _ fields: LogField...) {
    if level <= .debug { write(.debug, message(), fields) }
  }

  package func info(_ message: @autoclosure () -> String, _ fields: LogField...) {
    if level <= .info { write(.info, message(), fields) }
  }

  package func warning(_ message: @autoclosure () -> String, _ fields: LogField...) {
    if level <= .warning { write(.warning, message(), fields) }
  }

  package func error(_ message: @autoclosure () -> String, _ fields: LogField...) {
    write(.error, message(), fields)
  }
}
