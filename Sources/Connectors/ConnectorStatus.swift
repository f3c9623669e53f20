/// A connector's state, in words for people.
package struct ConnectorStatus: Sendable, Hashable {
  package enum Phase: String, Sendable, Hashable {
    case starting, running, reconnecting, stopped
  }

  package var phase: Phase
  /// What a user would want to know next: `connected to 127.0.0.1:1883, 2 topics`, `next …`.
  package var detail: String
  /// The last thing that went wrong; nil where nothing did.
  package var lastError: String?

  package init(phase: Phase, detail: String = "", lastError: String? = nil) {
    self.phase = phase
    self.detail = detail
    self.lastError = lastError
  }
}
