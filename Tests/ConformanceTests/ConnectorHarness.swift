import Connectors
import EventLoops

/// What one connector listens to, as the suite needs it: it makes events happen outside and counts
/// what outside counts as acknowledged.
protocol ConnectorHarness: Sendable {
  /// Starts what the connector listens to.
  init() async throws

  /// A connector that hands its events to the sink; it runs on the loop.
  func makeConnector(sink: any EventSink, loop: EventLoop) async throws -> any Connector

  /// Makes one more event happen outside; returns before it is acknowledged.
  func emit() async throws

  /// How many of the events are acknowledged to the outside now.
  func acknowledged() async throws -> Int

  /// Lets the time pass that redelivery takes, for those whose clock is simulated.
  func letTimePass() async

  /// Ends what the connector listens to and starts it again, with what it keeps.
  func restart() async throws
}

extension ConnectorHarness {
  func letTimePass() async {}
  func restart() async throws {}
}
