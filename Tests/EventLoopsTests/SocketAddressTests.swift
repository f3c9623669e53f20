import EventLoops
import Testing

struct SocketAddressTests {
  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
    ("192.0.2.7", "::ffff:192.0.2.7", true), ("2001:db8::1", "2001:db8:0:0:ffff::2", true),
    ("2001:db8::1", "2001:db8:0:1::1", false), ("::1", "192.0.2.7", false),
    ("::ffff:192.0.2.7", "::ffff:192.0.2.8", false),
  ])
  func `a client is an IPv4 address or an IPv6 network`(one: String, other: String, isSame: Bool)
    throws
  {
    let first = try #require(SocketAddress(host: one, port: 1))
    let second = try #require(SocketAddress(host: other, port: 2))
    #expect((first.network == second.network) == isSame)
  }
}
