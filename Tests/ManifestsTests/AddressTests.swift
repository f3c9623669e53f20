import Testing

@testable import Manifests

struct AddressTests {
  @Test(
    arguments: [
      ("http://127.0.0.1:9001/", "127.0.0.1", 9001, "/"),
      ("http://h", "h", 80, "/"),
      ("HTTP://h/a/b?c=d&e", "h", 80, "/a/b?c=d&e"),
      ("http://h?x", "h", 80, "/?x"),
      ("http://[::1]:8080/x", "::1", 8080, "/x"),
      ("http://my_host.local.:80", nil, 0, ""),
      ("http://a-b.c_d/%20", "a-b.c_d", 80, "/%20"),
      ("http:///x", nil, 0, ""), ("http://h:0/", nil, 0, ""), ("http://h:65536/", nil, 0, ""),
      ("http://h:/", nil, 0, ""), ("http://h:8o/", nil, 0, ""), ("http://h/a b", nil, 0, ""),
      ("http://h/a#b", nil, 0, ""), ("http://h/\u{E9}", nil, 0, ""), ("http://[::1", nil, 0, ""),
      ("http://[h]/", nil, 0, ""), ("http://::1/", nil, 0, ""), ("http://u@h/", nil, 0, ""),
      ("ftp://h/", nil, 0, ""), ("h:80", nil, 0, ""), ("http://h/\r\nX: y", nil, 0, ""),
      ("http://-h/", nil, 0, ""), ("http://a..b/", nil, 0, ""),
    ] as [(String, String?, UInt16, String)])
  func `an http address is taken apart or refused`(
    text: String, host: String?, port: UInt16, path: String
  ) {
    let address = try? HTTPAddress.read(text).get()
    #expect(address == host.map { HTTPAddress(host: $0, port: port, path: path) })
    if let address { #expect(HTTPAddress.read(address.text) == .success(address)) }
  }

  @Test(arguments: [
    ("https://h/x", 443, "/x"), ("HTTPS://h:8443", 8443, "/"),
  ])
  func `an https address speaks TLS`(text: String, port: UInt16, path: String) {
    let address = HTTPAddress(host: "h", port: port, path: path, isTLS: true)
    #expect(HTTPAddress.read(text) == .success(address))
    #expect(HTTPAddress.read(address.text) == .success(address))
  }

  @Test(arguments: [
    ("unix:/run/fn.sock", "/run/fn.sock", "/"), ("unix:/f:/a?b=c:d", "/f", "/a?b=c:d"),
    ("unix:", nil, ""), ("unix:/", nil, ""), ("unix:fn.sock", nil, ""), ("unix:/run/", nil, ""),
    ("unix:/a\nb", nil, ""), ("unix:/f:", nil, ""), ("unix:/f:x", nil, ""),
    ("unix:/f:/a b", nil, ""),
    ("unix:/\(String(repeating: "x", count: 107))", nil, ""), ("UNIX:/f", nil, ""),
    ("http://unix:/f:/", nil, ""),
  ])
  func `a socket's file is taken apart or refused`(text: String, file: String?, path: String) {
    let address = try? HTTPAddress.read(text).get()
    #expect(address == file.map { HTTPAddress(socket: $0, path: path) })
    if let address { #expect(HTTPAddress.read(address.text) == .success(address)) }
  }

  @Test(arguments: [
    ("mqtt://h", MQTTBroker(host: "h", port: 1883, isTLS: false)),
    ("mqtts://h/", MQTTBroker(host: "h", port: 8883, isTLS: true)),
    ("mqtt://u@h:1", MQTTBroker(host: "h", port: 1, isTLS: false, username: Secret("u"))),
    (
      "mqtt://u:p@q:r@[::1]:1",
      MQTTBroker(
        host: "::1", port: 1, isTLS: false, username: Secret("u"),
        password: Secret("p@q:r", isSecret: true))
    ),
    ("mqtt://", nil), ("mqtt://h/x", nil), ("mqtt://u:%4@h", nil), ("mqtt://%00@h", nil),
    ("tcp://h", nil), ("h:1883", nil), ("mqtt://%ff@h", nil),
  ])
  func `an mqtt broker's address is taken apart or refused`(text: String, broker: MQTTBroker?) {
    #expect((try? MQTTBroker.read(text, isSecret: false).get()) == broker)
  }

  @Test func `a broker from a placeholder has a secret user`() throws {
    let broker = try MQTTBroker.read("mqtt://u:p@h", isSecret: true).get()
    #expect(broker.username?.isSecret == true)
    #expect(broker.password?.isSecret == true)
  }
}
