/// Which events are kept to be replayed, and how long.
package struct HistorySpec: Sendable, Hashable {
  package enum Choice: String, Sendable, Hashable, CaseIterable {
    /// Every event that sources bring in.
    case all
    /// Those of which a delivery has failed, died or expired.
    case failures
    case off
  }

  package var record = Choice.off
  /// How long after it was taken in.
  package var retention: Duration = .seconds(86_400)
  /// Bytes of events in the store; beyond it the oldest go.
  package var maxBytes = 1 << 30

  package static let retentionRange: ClosedRange<Duration> = .seconds(60) ... .seconds(366 * 86_400)
  package static let maxBytesRange = (1 << 20)...(1 << 40)

  package init() {}
}
