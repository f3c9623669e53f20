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
  /// Stops for good: the source is not declared any more, and what is kept for it outside is given
  /// up.
  func retire()
}

extension Connector {
  package func retire() { stop() }
}
