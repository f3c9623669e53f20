import Connectors
import Manifests
import TestSupport
import Testing

@Suite(.enabled(if: MosquittoBroker.isAvailable), .timeLimit(.minutes(1)))
struct RefusalTests {
  @Test(
    arguments: [
      ("right", nil), ("wrong", "refused by the broker: Not authorized"),
    ] as [(String, String?)])
  func `user and password are checked by the broker`(
    _ password: String, _ expected: String?
  ) async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("passwords")
    let tool = try ChildProcess("mosquitto_passwd", ["-b", "-c", file, "user", "right"])
    #expect(await tool.wait() == .code(0))
    let broker = try await MosquittoBroker(
      in: folder, settings: ["password_file \(file)"], allowsAnonymous: false)
    var spec = try spec(broker)
    spec.username = Secret("user")
    spec.password = Secret(password, isSecret: true)
    let harness = try Harness(spec, RecordingSink())
    let status = await harness.waitForStatus { $0.phase != .starting }
    await harness.stop()
    #expect(status.phase == (expected == nil ? .running : .reconnecting))
    #expect(status.lastError == expected)
  }

  @Test func `a topic that the broker refuses is told in words, the others work`() async throws {
    let folder = try TemporaryFolder()
    let rights = try folder.write("rights.json", rightToSensors)
    let plugin = "/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so"
    let broker = try await MosquittoBroker(
      in: folder, settings: ["plugin \(plugin)", "plugin_opt_config_file \(rights)"])
    let sink = RecordingSink()
    let harness = try Harness(spec(broker, topics: ["sensors/#", "secrets/#"]), sink)
    let status = await harness.waitForStatus { $0.lastError != nil }
    #expect(status.phase == .running)
    #expect(status.detail == "connected to 127.0.0.1:\(broker.port), 1 topic, new session")
    #expect(status.lastError == "topic \"secrets/#\" refused: Not authorized")
    try await broker.publish(["1"], to: "sensors/a")
    #expect(await sink.wait(for: 1))
    await harness.stop()
  }

  @Test func `a broker whose certificate nobody vouches for is not trusted`() async throws {
    let authority = try await TestAuthority()
    let broker = try await MosquittoBroker(
      in: authority.folder, settings: authority.brokerSettings)
    var spec = try spec(broker)
    spec.tls = MQTTSourceSpec.TLS()
    let harness = try Harness(spec, RecordingSink())
    let status = await harness.waitForStatus { $0.phase == .reconnecting }
    await harness.stop()
    #expect(status.lastError?.contains("certificate verify failed") == true)
  }
}

/// Lets everybody subscribe to `sensors/#` and to nothing else.
private let rightToSensors = """
  {
    "defaultACLAccess": {
      "publishClientSend": true, "publishClientReceive": true,
      "subscribe": false, "unsubscribe": true
    },
    "anonymousGroup": "all",
    "groups": [ { "groupname": "all", "roles": [ { "rolename": "sensors" } ] } ],
    "roles": [
      {
        "rolename": "sensors",
        "acls": [ { "acltype": "subscribePattern", "topic": "sensors/#", "allow": true } ]
      }
    ]
  }
  """
