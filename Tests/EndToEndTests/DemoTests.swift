import TestSupport
import Testing

extension EndToEnd {
  @Suite(.enabled(if: MosquittoBroker.isAvailable && which("kcat") != nil && which("curl") != nil))
  struct DemoTests {
    @Test func `the demo brings an event of each source to its function`() async throws {
      let demo = try ChildProcess(
        "\(packageRoot)/Packaging/demo",
        [try builtProduct("patchbay"), try builtProduct("mockkafka")])
      #expect(await demo.wait() == .code(0))
      for line in ["HTTP   type=", "cron   type=", "MQTT   type=", "Kafka  type="] {
        #expect(await demo.output.first(containing: line) != nil)
      }
    }
  }
}
