import Admissions
import Routing
import Telemetry

/// Counts and logs what one loop's connector refuses.
// Safe because it is confined to its loop's thread.
package final class RefusalLedger: @unchecked Sendable {
  private let registry: MetricRegistry
  private let shard: MetricShard
  private let log: Logger
  /// At most one a source and reason, which the manifest bounds.
  private var counters: [Key: CounterID] = [:]

  private struct Key: Hashable {
    var source: SourceName
    var reason: Refusal.Reason
  }

  package init(registry: MetricRegistry, log: Logger) {
    self.registry = registry
    shard = registry.makeShard()
    self.log = log
  }

  func note(_ reason: Refusal.Reason, from source: SourceName) {
    let key = Key(source: source, reason: reason)
    let counter =
      counters[key] ?? registry.counter(.refused, source.text, reason.rawValue)
    counters[key] = counter
    shard.add(counter)
    log.debug("refused", LogField("source", source), LogField("reason", reason.rawValue))
  }
}
