import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct WorkersTests {
    private let keys = (0..<40).map { "key-\($0)" }

    @Test func `a key has one worker; only a dead worker's share moves, and it comes back`()
      async throws
    {
      var workers: [RecordingFunction] = []
      for number in 0..<3 {
        workers.append(
          try await RecordingFunction { _, _ in FunctionAnswer(body: "\(number)") })
      }
      let urls = workers.map { "\"\($0.url)\"" }.joined(separator: ", ")
      let router = try await RunningRouter(simple(target: "workers: [\(urls)]"))
      let before = try await places(router)
      #expect(Set(before.values) == ["0", "1", "2"])
      #expect(try await places(router) == before)

      await workers[1].stop()
      let during = try await places(router)
      for key in keys where before[key] != "1" { #expect(during[key] == before[key]) }
      for key in keys where before[key] == "1" {
        #expect(during[key] == "0" || during[key] == "2", "\(key) went to \(during[key] ?? "none")")
      }

      try await workers[1].start()
      #expect(try await eventually { try await places(router) == before })
    }

    /// Which worker answers each key.
    private func places(_ router: RunningRouter) async throws -> [String: String] {
      var found: [String: String] = [:]
      for key in keys {
        let reply = try await router.http.send("POST", "/in/x", event(key), body: "x")
        found[key] = reply.status == 200 ? reply.text : "\(reply.status)"
      }
      return found
    }

    private func event(_ key: String) -> [String: String] {
      cloudEvent("\(key)-\(UInt32.random(in: 0...UInt32.max))", ["ce-partitionkey": key])
    }
  }
}
