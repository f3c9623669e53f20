import Deliveries

/// How a call ended.
package struct CallEnd: Sendable {
  package var outcome: DeliveryOutcome
  /// Which version it went to: `resize:2`.
  package var function: String
  /// Of the last attempt: HTTP or exit; nil where none came.
  package var status: Int?
  /// Attempts made.
  package var attempts: Int
  /// How long the last attempt took.
  package var duration: Duration
  /// The answer's header lines, each `name: value\r\n`; empty where it failed.
  package var headerLines: [UInt8]
  /// The answer's body; nil where it was too large to be kept, or the call failed.
  package var body: [UInt8]?
  /// Bytes that the answer's body had.
  package var bodyBytes: Int
  /// Why it failed, for people; nil for a success.
  package var reason: String?
  /// The call that was made of it, where it was redriven as a dead letter.
  package var redrivenAs: String?

  package init(
    outcome: DeliveryOutcome, function: String, status: Int?, attempts: Int, duration: Duration,
    headerLines: [UInt8], body: [UInt8]?, bodyBytes: Int, reason: String?, redrivenAs: String?
  ) {
    self.outcome = outcome
    self.function = function
    self.status = status
    self.attempts = attempts
    self.duration = duration
    self.headerLines = headerLines
    self.body = body
    self.bodyBytes = bodyBytes
    self.reason = reason
    self.redrivenAs = redrivenAs
  }
}
