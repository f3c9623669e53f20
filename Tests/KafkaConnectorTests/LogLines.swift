import Synchronization
import Telemetry

/// The messages of a log.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  var messages: [String] { lines.withLock { $0 } }

  var logger: Logger {
    Logger(level: .info) { [weak self] _, message, _ in
      self?.lines.withLock { $0.append(message) }
    }
  }
}
