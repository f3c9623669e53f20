import EventLoops
import Routing

/// A module that turns what happens outside into events.
///
/// The contract, which one conformance suite checks on all of them: it delivers; it holds the
/// acknowledgement until the receipt; it delivers again after `.retryLater`; it survives a restart
/// of what it listens to; it stops in time, and twice.
package protocol Connector: Sendable {
  var source: SourceName { get }
  /// What `get sources` shows.
  var status: ConnectorStatus { get }
  /// Takes events in on its loop until `stop`; returns when nothing of it is under way any more.
  func run() async
  /// Takes in nothing new; what is in flight is finished first. Twice, or before `run`, is fine.
  func stop()
}

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
