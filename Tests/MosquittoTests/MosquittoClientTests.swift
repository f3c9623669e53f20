import Mosquitto
import TestSupport
import Testing

@Suite(.enabled(if: MosquittoBroker.isAvailable), .timeLimit(.minutes(1)))
struct MosquittoClientTests {
  @Test(arguments: [MosquittoSettings.Version.v5, .v311])
  func `a session is new at first and kept the next time`(
    _ version: MosquittoSettings.Version
  ) async throws {
    let broker = try await MosquittoBroker()
    var settings = MosquittoSettings(
      host: "127.0.0.1", port: broker.port, clientIdentifier: "kept")
    settings.version = version
    settings.sessionExpirySeconds = 60
    for expected in [false, true] {
      let client = try MosquittoClient(settings)
      let events = try await client.connectAndWait()
      #expect(
        events == [.connected(isSessionPresent: expected, keepAliveSeconds: nil)])
      try client.disconnect()
      try client.write()
      #expect(client.descriptor == nil)
    }
  }

  @Test func `an acknowledgement leaves with write and not before`() async throws {
    let broker = try await MosquittoBroker()
    let client = try MosquittoClient(
      MosquittoSettings(host: "127.0.0.1", port: broker.port, clientIdentifier: "held"))
    _ = try await client.connectAndWait()
    _ = try client.subscribe(["a/+"], qualityOfService: 1)
    try client.write()
    #expect(
      try await client.nextEvents() == [.subscribed(packetIdentifier: 1, refusals: [nil])])

    try await broker.publish(["one"], to: "a/b")
    guard case .message(let message) = try await client.nextEvents().first else {
      Issue.record("no message came")
      return
    }
    #expect(message.topic == "a/b")
    #expect(message.payload == Array("one".utf8))
    #expect(message.packetIdentifier != nil)
    #expect(client.wantsWrite)

    // The broker has seen the ping, and with it everything that was sent before.
    try client.ping()
    #expect(await broker.log.first(containing: "Received PINGREQ from held") != nil)
    #expect(!broker.log.text.contains("Received PUBACK from held"))

    try client.write()
    #expect(await broker.log.first(containing: "Received PUBACK from held") != nil)
  }

  @Test func `properties of a message are copied`() async throws {
    let broker = try await MosquittoBroker()
    let client = try MosquittoClient(
      MosquittoSettings(host: "127.0.0.1", port: broker.port, clientIdentifier: "properties"))
    _ = try await client.connectAndWait()
    _ = try client.subscribe(["#"], qualityOfService: 0)
    try client.write()
    _ = try await client.nextEvents()
    try await broker.publish(
      ["{}"], to: "t", qualityOfService: 0,
      options: [
        "-V", "5", "-D", "publish", "content-type", "application/json",
        "-D", "publish", "user-property", "type", "first",
        "-D", "publish", "user-property", "type", "second",
      ])
    #expect(
      try await client.nextEvents() == [
        .message(
          MosquittoMessage(
            packetIdentifier: nil, topic: "t", payload: Array("{}".utf8),
            contentType: "application/json",
            userProperties: [
              MosquittoMessage.UserProperty(name: "type", value: "first"),
              MosquittoMessage.UserProperty(name: "type", value: "second"),
            ]))
      ])
  }

  @Test(arguments: [
    (MosquittoSettings.Version.v5, MosquittoError.refused("Not authorized")),
    (.v311, .refused("Connection Refused: not authorised.")),
  ])
  func `a broker's refusal is told in words`(
    _ version: MosquittoSettings.Version, _ expected: MosquittoError
  ) async throws {
    let broker = try await MosquittoBroker(allowsAnonymous: false)
    var settings = MosquittoSettings(
      host: "127.0.0.1", port: broker.port, clientIdentifier: "refused")
    settings.version = version
    let client = try MosquittoClient(settings)
    await #expect(throws: expected) { try await client.connectAndWait() }
  }

  @Test func `packets that came in one record of TLS are all read`() async throws {
    let authority = try await TestAuthority()
    let port = try FreePort.next()
    let server = try ChildProcess(
      "openssl",
      [
        "s_server", "-quiet", "-naccept", "1", "-accept", "127.0.0.1:\(port)",
        "-cert", authority.serverCertificate, "-key", authority.serverKey,
      ])
    var settings = MosquittoSettings(host: "127.0.0.1", port: port, clientIdentifier: "record")
    settings.tls = MosquittoSettings.TLS(authority: authority.certificate)
    var client = try MosquittoClient(settings)
    while (try? client.connect()) == nil, server.isRunning {
      client = try MosquittoClient(settings)
    }

    // CONNACK and then PUBLISH of QoS 1, which the server sends at once: so many that the library's
    // internal signals of packets to be written, which nobody reads here, fill up on the way.
    let publishes = (1...1_000).flatMap { (number: Int) -> [UInt8] in
      [0x32, 0x07, 0, 1, UInt8(ascii: "t"), UInt8(number >> 8), UInt8(number & 0xff), 0, 0]
    }
    server.write([0x20, 0x03, 0, 0, 0] + publishes)
    var count = 0
    while count < 1_001 {
      let events = try await client.nextEvents(timeout: .seconds(5))
      if events.isEmpty { break }
      count += events.count
    }
    #expect(count == 1_001)
    server.kill()
  }

  @Test func `nobody listening is a lost connection`() async throws {
    let client = try MosquittoClient(
      MosquittoSettings(
        host: "127.0.0.1", port: try FreePort.next(), clientIdentifier: "alone"))
    #expect(throws: MosquittoError.disconnected("Connection refused")) { try client.connect() }
  }

  @Test func `a setting that can't be used is refused, and nothing leaks`() {
    var settings = MosquittoSettings(host: "127.0.0.1", port: 1, clientIdentifier: "client")
    settings.tls = MosquittoSettings.TLS(authority: "/nowhere/ca.pem")
    #expect(throws: MosquittoError.self) { try MosquittoClient(settings) }
    settings.tls = nil
    settings.clientIdentifier = ""
    #expect(throws: MosquittoError.self) { try MosquittoClient(settings) }
  }
}

extension MosquittoClient {
  /// Connects, and gives what the broker answers.
  func connectAndWait() async throws -> [MosquittoEvent] {
    try connect()
    try write()
    return try await nextEvents()
  }

  /// Reads until there is an event.
  func nextEvents(timeout: Duration = patience) async throws -> [MosquittoEvent] {
    while backlog.events == 0 {
      if !hasDecryptedInput, let descriptor {
        guard await waitUntilReadable(descriptor, timeout: timeout) else { break }
      }
      try read()
      // The secure channel, while it is made, writes by itself; packets are never written here.
    }
    return takeEvents()
  }
}
