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

  @Test func `a file is this machine's, and tells no clients apart`() throws {
    let address = try #require(SocketAddress(path: "/run/x.sock"))
    #expect(address.description == "unix:/run/x.sock" && address.path == "/run/x.sock")
    #expect(address.isFile && address.isLoopback)
    #expect(address.host == "127.0.0.1" && address.port == 0 && address.network == nil)
  }

  @Test(arguments: [("", false), ("x", true), ("a\0b", false)])
  func `a file has a path`(path: String, isOne: Bool) {
    #expect((SocketAddress(path: path) != nil) == isOne)
  }

  @Test func `a path may fill the system's room but its end`() {
    #expect(SocketAddress(path: String(repeating: "x", count: 107))?.path.utf8.count == 107)
    #expect(SocketAddress(path: String(repeating: "x", count: 108)) == nil)
  }

  @Test func `families take turns, the first one's first`() {
    let hosts = ["::1", "::2", "::3", "192.0.2.1"]
    let addresses = hosts.compactMap { SocketAddress(host: $0, port: 0) }
    #expect(addresses.alternatingFamilies.map(\.host) == ["::1", "192.0.2.1", "::2", "::3"])
    #expect(
      addresses.reversed().map { $0 }.alternatingFamilies.map(\.host)
        == ["192.0.2.1", "::3", "::2", "::1"])
    #expect([SocketAddress]().alternatingFamilies.isEmpty)
  }

  @Test(arguments: ["192.0.2.1", "::1"])
  func `a host keeps its address with another port`(host: String) throws {
    let address = try #require(SocketAddress(host: host, port: 0)).with(port: 8_080)
    #expect(address.host == host && address.port == 8_080)
  }
}
