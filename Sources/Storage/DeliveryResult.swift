import Deliveries

/// What came of a delivery, to be asked for by its id after its end.
package struct DeliveryResult: Sendable, Hashable {
  package var outcome: DeliveryOutcome
  /// Of the last attempt: HTTP or exit; nil where none came.
  package var status: Int?
  /// Why it failed, for people; nil for a success.
  package var reason: String?
  /// Attempts made.
  package var attempts: Int
  /// How long the last attempt took.
  package var duration: Duration
  /// The answer's header lines, each `name: value\r\n`; empty where it failed.
  package var headerLines: [UInt8]
  /// The answer's body; nil where it is too large to be kept, and where the delivery failed.
  package var body: [UInt8]?
  /// Bytes that the body had.
  package var bodyBytes: Int

  package init(
    _ outcome: DeliveryOutcome, status: Int? = nil, reason: String? = nil, attempts: Int,
    duration: Duration = .zero, headerLines: [UInt8] = [], body: [UInt8]? = nil, bodyBytes: Int = 0
  ) {
    self.outcome = outcome
    self.status = status
    self.reason = reason
    self.attempts = attempts
    self.duration = duration
    self.headerLines = headerLines
    self.body = body
    self.bodyBytes = bodyBytes
  }

  /// What it takes in memory and in the file, roughly; it counts against the limit.
  package var bytes: Int {
    256 + headerLines.count + (reason?.utf8.count ?? 0) + (body?.count ?? 0)
  }
}
