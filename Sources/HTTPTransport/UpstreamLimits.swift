/// How a pool keeps its connections; every default stands here.
package struct UpstreamLimits: Sendable, Hashable {
  /// Connections of one loop at the same time; who needs one more waits for one to come free.
  package var connections = 4_096
  /// How long the making of a connection may take, from the lookup of a name to the end of TLS.
  package var connect: Duration = .seconds(5)
  /// How long a connection is kept that nobody uses.
  package var idle: Duration = .seconds(60)
  /// How old a connection may grow; the next answer closes it.
  ///
  /// New connections find the addresses that a name has got since, and the workers of a balancer.
  package var age: Duration = .seconds(3_600)

  package init() {}

  /// How many may wait for a connection, whatever the number of connections.
  static let fewestWaiting = 1_024
  var waiting: Int { max(UpstreamLimits.fewestWaiting, 8 * connections) }
}
