import Connectors
import Synchronization

/// What others may see of a connector at any time, from any thread.
final class ConnectorBoard: Sendable {
  private struct Content {
    var status = ConnectorStatus(phase: .starting)
    var lag: [KafkaLag] = []
  }

  private let content = Mutex(Content())

  var status: ConnectorStatus { content.withLock { $0.status } }
  var lag: [KafkaLag] { content.withLock { $0.lag } }

  /// The detail says `3 partitions, lag 12`.
  func show(_ phase: ConnectorStatus.Phase, lag: [KafkaLag]) {
    let known = lag.compactMap(\.lag)
    var detail = lag.count == 1 ? "1 partition" : "\(lag.count) partitions"
    if !known.isEmpty { detail += ", lag \(known.reduce(0, +))" }
    content.withLock { content in
      content.status.phase = phase
      content.status.detail = detail
      content.lag = lag
    }
  }

  func show(_ phase: ConnectorStatus.Phase, detail: String = "") {
    content.withLock { content in
      content.status.phase = phase
      content.status.detail = detail
      content.lag = []
    }
  }

  func show(error: String) {
    content.withLock { $0.status.lastError = error }
  }
}
