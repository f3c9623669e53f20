import Testing

@testable import RdKafka

struct KafkaSettingsTests {
  @Test func `a refused setting is named with librdkafka's reason`() {
    var settings = KafkaSettings()
    let error = #expect(throws: KafkaError.self) {
      try settings.set("session.timeout.ms", to: "soon")
    }
    guard case .setting(let name, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(name == "session.timeout.ms")
    #expect(reason.contains("Invalid value"))
  }

  @Test func `an unknown setting is refused`() {
    var settings = KafkaSettings()
    #expect(throws: KafkaError.self) {
      try settings.set("no.such.thing", to: "1")
    }
  }

  @Test func `the value of a secret is never shown`() {
    var settings = KafkaSettings()
    let error = #expect(throws: KafkaError.self) {
      try settings.set("session.timeout.ms", to: "hunter2", isSecret: true)
    }
    #expect(error?.description.contains("hunter2") == false)
    #expect(error?.description.contains("session.timeout.ms") == true)
  }

  @Test func `settings that make no client together are refused`() {
    let error = #expect(throws: KafkaError.self) {
      var settings = KafkaSettings()
      try settings.set("security.protocol", to: "ssl")
      try settings.set("ssl.ca.location", to: "/no/such/file")
      _ = try KafkaConsumer(settings)
    }
    guard case .creation = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
