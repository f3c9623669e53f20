import Mosquitto
import TestSupport
import Testing

@Suite(.enabled(if: MosquittoBroker.isAvailable), .timeLimit(.minutes(2)))
struct MosquittoTLSTests {
  @Test func `a broker is taken for what its certificate says`() async throws {
    let authority = try await TestAuthority()
    let other = try await TestAuthority("Another authority")
    let broker = try await MosquittoBroker(
      in: authority.folder, settings: authority.brokerSettings)
    #expect(try await connects(to: broker, .init(authority: authority.certificate)))
    await #expect(throws: MosquittoError.self) {
      try await connects(to: broker, .init(authority: other.certificate))
    }
    await #expect(throws: MosquittoError.self) { try await connects(to: broker, .init()) }
    var unchecked = MosquittoSettings.TLS()
    unchecked.verifies = false
    #expect(try await connects(to: broker, unchecked))
  }

  @Test func `a certificate for another name is refused unless nobody checks`() async throws {
    let authority = try await TestAuthority()
    try await authority.issue("server", for: "DNS:broker.example")
    let broker = try await MosquittoBroker(
      in: authority.folder, settings: authority.brokerSettings)
    var settings = MosquittoSettings.TLS(authority: authority.certificate)
    await #expect(throws: MosquittoError.self) { try await connects(to: broker, settings) }
    settings.verifies = false
    #expect(try await connects(to: broker, settings))
  }

  @Test func `a broker that asks for a certificate is shown one`() async throws {
    let authority = try await TestAuthority()
    try await authority.issue("router")
    let broker = try await MosquittoBroker(
      in: authority.folder, settings: authority.brokerSettings + ["require_certificate true"])
    let nothing = MosquittoSettings.TLS(authority: authority.certificate)
    await #expect(throws: MosquittoError.self) { try await connects(to: broker, nothing) }
    let shown = MosquittoSettings.TLS(
      authority: authority.certificate, certificate: authority.folder.file("router.pem"),
      key: authority.folder.file("router.key"))
    #expect(try await connects(to: broker, shown))
  }

  /// Whether the broker accepts a client.
  private func connects(
    to broker: MosquittoBroker, _ tls: MosquittoSettings.TLS
  ) async throws -> Bool {
    var settings = MosquittoSettings(
      host: "127.0.0.1", port: broker.port, clientIdentifier: "client")
    settings.tls = tls
    let client = try MosquittoClient(settings)
    try client.connect()
    while client.backlog.events == 0 {
      // CONNECT can leave only when both sides have shaken hands.
      try client.write()
      guard let descriptor = client.descriptor, await waitUntilReadable(descriptor) else { break }
      try client.read()
    }
    return !client.takeEvents().isEmpty
  }
}
