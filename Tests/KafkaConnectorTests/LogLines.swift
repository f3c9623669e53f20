import Synchronization
import Telemetry

/// The lines of a log: each one's message and the values of its fields.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  var logger: Logger {
    Logger(level: .debug) { [weak self] _, message, fields in
      let line = ([message] + fields.map(\.value)).joined(separator: " ")
      self?.lines.withLock { $0.append(line) }
    }
  }

  /// Whether a line has these words.
  func contains(_ words: String) -> Bool {
    lines.withLock { lines in lines.contains { $0.contains(words) } }
  }
}
