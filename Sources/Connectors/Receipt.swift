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
  /// Whether the waiting client has its answer already: it was passed on while it came, or the
  /// request's body was refused.
  package var isAnswered = false

  package init(verdict: Verdict, deliveries: [String] = [], reply: Reply? = nil) {
    self.verdict = verdict
    self.deliveries = deliveries
    self.reply = reply
  }
}
