/// The gauges there are; their values are asked for when metrics are read.
package enum GaugeName: String, Sendable, CaseIterable {
  case queueDepth = "patchbay_queue_depth"
  case queueOldest = "patchbay_queue_oldest_seconds"
  /// Of the deliveries in the queue, those behind others of their key.
  case queueWaiting = "patchbay_queue_waiting"
  /// Keys whose deliveries wait until a dead letter is redriven or purged.
  case heldKeys = "patchbay_held_keys"
  case deadLetters = "patchbay_dead_letters"
  /// End offset less committed offset; −1 where nothing is committed.
  case kafkaLag = "patchbay_kafka_lag"
  /// 1 where a worker gets events, 0 where it is left out.
  case workerUp = "patchbay_worker_up"
  /// 1 where a version's queue is held, or tried with single deliveries, because it fails.
  case breakerOpen = "patchbay_breaker_open"
  /// Queued deliveries that a version gets at once, where that adapts.
  case concurrencyLimit = "patchbay_concurrency_limit"
  /// 1 for what an operator has paused.
  case paused = "patchbay_paused"

  /// The names of the labels, in the order in which their values are given.
  package var labels: [String] {
    switch self {
    case .queueDepth, .queueOldest, .queueWaiting, .heldKeys, .deadLetters: ["function"]
    case .kafkaLag: ["consumergroup", "topic", "partition"]
    case .workerUp: ["function", "version", "worker"]
    case .breakerOpen, .concurrencyLimit: ["function", "version"]
    case .paused: ["kind", "name"]
    }
  }

  var help: String {
    switch self {
    case .queueDepth: "Deliveries that wait in the queue."
    case .queueOldest: "Age of the oldest delivery that waits."
    case .queueWaiting: "Deliveries in the queue that wait behind others of their key."
    case .heldKeys: "Keys held by a dead letter."
    case .deadLetters: "Dead letters that are kept."
    case .workerUp: "1 where a worker gets events, 0 where it is left out."
    case .breakerOpen: "1 where a version's queue is held because it fails, else 0."
    case .concurrencyLimit: "Queued deliveries that a version gets at once, where that adapts."
    case .paused: "1 for what an operator has paused."
    case .kafkaLag: "End offset less committed offset; -1 where nothing is committed."
    }
  }
}
