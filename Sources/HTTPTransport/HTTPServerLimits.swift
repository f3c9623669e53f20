import HTTPSyntax

/// What a server takes from its clients before it refuses; every default stands here.
package struct HTTPServerLimits: Sendable {
  /// Of the request head: 431, 414, 400.
  package var head = HTTPLimits()
  /// How long a connection may be silent between requests before it is closed.
  package var idle: Duration = .seconds(75)
  /// How long a silent connection keeps its task, whose memory is many times its own: those that
  /// send a request now and then need none in between. Shorter than `idle`, or it has no effect.
  package var wakeful: Duration = .milliseconds(250)
  /// How long a head may take from its first byte: 408.
  package var headTime: Duration = .seconds(10)
  /// How long a body may take, beside what its size grants: 408.
  package var bodyTime: Duration = .seconds(10)
  /// The slowest sender that is borne, in bytes a second: a body may take its size over this.
  package var slowestBytesPerSecond = 1_024
  /// How long a reply may wait for a client that does not read.
  package var writeTime: Duration = .seconds(30)
  /// Connections of one loop at the same time; one more is answered 503 and closed.
  package var connections = 16_384
  /// Those of them that one client may have: an IPv4 address, or the first 64 bits of an IPv6 one;
  /// who comes through a socket's file is not told apart, and has all of them.
  ///
  /// A quarter, so that no single client keeps the others out, and a proxy that speaks for many has
  /// room; one more is answered 503 and closed.
  package var connectionsPerClient = 4_096
  /// Connections that are answered 503 at the same time; one more is closed without a word.
  package var turnedAway = 256
  /// Requests on one connection; the last one's answer closes it.
  ///
  /// Clients move to new connections now and then, and thereby to other loops.
  package var requestsPerConnection = 10_000

  /// TLS handshakes of one loop at the same time; one more is closed without an answer.
  package var handshakes = 512
  /// How long a TLS handshake may take.
  package var handshakeTime: Duration = .seconds(10)

  package init() {}
}
