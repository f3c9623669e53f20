/// What of the results of queued calls is kept, to be asked for by a call's id.
package struct ResultsSpec: Sendable, Hashable {
  /// How long the results of `/async-function/…` are kept; nil where they are not.
  package var retention: Duration? = .seconds(3_600)
  /// Bytes of results in the store; beyond it the oldest go.
  package var maxBytes = 64 << 20
  /// Bytes of an answer's body; a larger one is not kept.
  package var maxResultBytes = 1 << 20

  package static let retentionRange: ClosedRange<Duration> = .seconds(1) ... .seconds(30 * 86_400)
  package static let maxBytesRange = (1 << 20)...(64 << 30)
  package static let maxResultBytesRange = 0...(64 << 20)

  package init() {}
}
