/// The counters there are.
package enum CounterName: String, Sendable, CaseIterable {
  case events = "patchbay_events_total"
  case deliveries = "patchbay_deliveries_total"
  case attempts = "patchbay_attempts_total"
  case batches = "patchbay_batches_total"
  case batchEvents = "patchbay_batch_events_total"
  case retries = "patchbay_retries_total"
  case holds = "patchbay_holds_total"
  case duplicates = "patchbay_duplicates_total"
  case refused = "patchbay_refused_total"
  case ledgerDropped = "patchbay_ledger_dropped_total"
  case historyDropped = "patchbay_history_dropped_total"
  case handshakeFailures = "patchbay_tls_handshake_failures_total"

  /// The names of the labels, in the order in which their values are given.
  package var labels: [String] {
    switch self {
    case .events: ["source", "kind"]
    case .deliveries: ["association", "function", "version", "outcome"]
    case .attempts: ["function", "version", "status"]
    case .batches, .batchEvents: ["association", "function", "version"]
    case .retries: ["function"]
    case .holds: ["function", "version", "reason"]
    case .duplicates: ["association"]
    case .refused: ["source", "reason"]
    case .ledgerDropped, .historyDropped: []
    case .handshakeFailures: ["listener"]
    }
  }

  var help: String {
    switch self {
    case .events: "Events that sources brought in."
    case .deliveries: "Deliveries that have ended, by how they ended."
    case .attempts: "Invocations of functions, by status."
    case .batches: "Invocations of functions with a batch of events."
    case .batchEvents: "Events in batches that functions were invoked with."
    case .retries: "Attempts beyond the first of a delivery."
    case .holds: "Times that a queued delivery was put off, by reason."
    case .duplicates: "Events that were queued before and are not queued again."
    case .refused: "Requests that a source did not let in."
    case .ledgerDropped: "Records of the decision ledger that there was no room for."
    case .historyDropped: "Events and their ends that the history had no room for."
    case .handshakeFailures: "TLS handshakes of clients that failed."
    }
  }
}
