import HTTPTransport
import TLS
import Telemetry

/// Counts and logs the TLS handshakes of one loop's listener that failed.
struct HandshakeLedger: Sendable {
  private let listener: String
  private let shard: MetricShard
  private let counter: CounterID
  private let log: Logger

  /// - Parameter listener: `events` or `admin`.
  init(_ listener: String, registry: MetricRegistry, log: Logger) {
    self.listener = listener
    shard = registry.makeShard()
    counter = registry.counter(.handshakeFailures, listener)
    self.log = log
  }

  /// How the listener speaks TLS; nil where it speaks plain HTTP.
  func tls(_ context: TLSServerContext?) -> ServerTLS? {
    context.map { ServerTLS($0, refused: note) }
  }

  private func note(_ reason: String) {
    shard.add(counter)
    log.debug(
      "tls handshake failed", LogField("listener", listener), LogField("reason", reason))
  }
}
