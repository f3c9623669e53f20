/// How much of the history is kept.
package struct HistoryLimits: Sendable, Hashable {
  /// How long after an event was taken in.
  package var retention: Duration
  /// Bytes of events in the file; beyond it the oldest go.
  package var maxBytes: Int

  /// Bytes of an event's data and request; what has more is kept without them.
  package static let maxPayloadBytes = 1 << 20

  package init(retention: Duration = .seconds(86_400), maxBytes: Int = 1 << 30) {
    self.retention = retention
    self.maxBytes = maxBytes
  }
}
