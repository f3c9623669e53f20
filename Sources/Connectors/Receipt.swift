/// What became of an event: the one value from which every source acknowledges.
package struct Receipt: Sendable {
  package enum Verdict: Sendable, Hashable {
    /// Every association has it: durable in the queue, or invoked. Acknowledge.
    case settled
    /// It could not be taken now; nothing is lost if the source delivers it again.
    /// Do not acknowledge.
    case retryLater(reason: String, after: Duration?)
    /// It breaks a rule and always will. Acknowledge (or answer 400), and say why.
    case refused(reason: String)
  }

  package var verdict: Verdict
  /// The identifiers of the deliveries that were queued.
  package var deliveries: [String]
  /// What the first sync association's function answered.
  package var reply: Reply?

  package init(verdict: Verdict, deliveries: [String] = [], reply: Reply? = nil) {
    self.verdict = verdict
    self.deliveries = deliveries
    self.reply = reply
  }
}

/// A function's answer to a sync invocation, or why there is none.
package struct Reply: Sendable {
  /// 100 to 599; Patchbay's own 429, 502, 503 or 504 where the function gave no answer.
  package var status: Int
  /// End-to-end header lines, each `name: value\r\n`, without `Content-Length`.
  package var headerLines: [UInt8]
  package var body: [UInt8]
  /// Which version answered: `resize:2`.
  package var function: String

  package init(status: Int, headerLines: [UInt8], body: [UInt8], function: String) {
    self.status = status
    self.headerLines = headerLines
    self.body = body
    self.function = function
  }
}
