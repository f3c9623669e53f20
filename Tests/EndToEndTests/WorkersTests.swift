import HTTPTransport
import JSONSyntax
import Synchronization
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

    @Test func `a worker that fails again and again is left out until a probe finds it well`()
      async throws
    {
      let isWell = Mutex(false)
      let sick = try await RecordingFunction { call, _ in
        if call.target == "/healthz" { return FunctionAnswer(isWell.withLock { $0 } ? 204 : 500) }
        return isWell.withLock { $0 } ? FunctionAnswer(body: "sick") : FunctionAnswer(503)
      }
      let well = try await RecordingFunction { call, _ in
        FunctionAnswer(body: call["x-token"] ?? "well")
      }
      let router = try await RunningRouter(
        simple(
          target: """
            workers: ["\(sick.url)", "\(well.url)"], headers: { X-Token: mine },
            probe: { path: /healthz, interval: 100ms }
            """))
      #expect(try await eventually { try await state(router) == [false, true] })
      #expect(await router.log.first(containing: "worker is left out function=f") != nil)
      #expect(Set(try await places(router).values) == ["mine"])
      let metrics = try await router.admin.send("GET", "/metrics").text
      let gauge = "patchbay_worker_up{function=\"f\",version=\"latest\",worker="
      #expect(metrics.contains("\(gauge)\"\(sick.url)\"} 0"))
      #expect(metrics.contains("\(gauge)\"\(well.url)\"} 1"))
      // A reload of something else brings nobody back.
      #expect(
        try await router.reload(
          simple(
            target: """
              workers: ["\(sick.url)", "\(well.url)"], headers: { X-Token: yours },
              probe: { path: /healthz, interval: 100ms }
              """)))
      #expect(try await state(router) == [false, true])
      isWell.withLock { $0 = true }
      #expect(await router.log.first(containing: "worker is back function=f") != nil)
      #expect(Set(try await places(router).values) == ["sick", "yours"])
      #expect(sick.calls.contains { $0.target == "/healthz" && $0["x-token"] == "mine" })
    }

    @Test func `without a probe failures in a row leave a worker out for a while`() async throws {
      let sick = try await RecordingFunction { _, _ in FunctionAnswer(503) }
      let well = try await RecordingFunction { _, _ in FunctionAnswer(body: "well") }
      let router = try await RunningRouter(
        simple(
          target: """
            workers: ["\(sick.url)", "\(well.url)"], ejection: { failures: 2, time: 1h }
            """))
      let found = try await places(router)
      #expect(found.values.count { $0 == "503" } == 2)
      #expect(Set(try await places(router).values) == ["well"])
      #expect(sick.calls.count == 2)
    }

    @Test func `where all are left out each is tried`() async throws {
      let ports = [try FreePort.next(), try FreePort.next()]
      let urls = ports.map { "\"http://127.0.0.1:\($0)/\"" }.joined(separator: ", ")
      let router = try await RunningRouter(
        simple(target: "workers: [\(urls)], ejection: { time: 1h }"))
      #expect(Set(try await places(router).values) == ["502"])
      #expect(try await state(router) == [false, false])
      let late = try await RecordingFunction(port: ports[1]) { _, _ in FunctionAnswer(body: "late")
      }
      #expect(Set(try await places(router).values) == ["late"])
      await late.stop()
    }

    @Test func `a hidden worker goes by its place`() async throws {
      let router = try await RunningRouter(
        simple(
          target: """
            workers: ["http://${env:HIDDEN}:9/"], probe: { path: /healthz, interval: 100ms }
            """),
        environment: ["HIDDEN": "127.7.7.7"])
      #expect(try await eventually { try await state(router) == [false] })
      let functions = try await router.list("functions")
      #expect(functions[0]["workers"]?.array?[0]["worker"]?.string == "#1")
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(
        metrics.contains("patchbay_worker_up{function=\"f\",version=\"latest\",worker=\"#1\"} 0"))
      #expect(try await router.http.send("POST", "/in/x", body: "x").status == 502)
      let listing = try await router.admin.send("GET", "/v1/functions").text
      #expect(router.log.text.contains("worker is left out function=f:latest worker=#1"))
      for text in [metrics, listing, router.log.text] { #expect(!text.contains("127.7.7.7")) }
    }

    @Test func `each question of a probe comes on a connection of its own, closed after it`()
      async throws
    {
      let asked = Mutex(0)
      let worker = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        // Nothing more comes although it would be welcome.
        if try await peer.readToEnd().isEmpty { asked.withLock { $0 += 1 } }
      }
      let router = try await RunningRouter(
        simple(
          target: "workers: [\"\(worker.url)\"], probe: { path: /healthz, interval: 100ms }"))
      #expect(await eventually { asked.withLock { $0 } >= 2 })
      #expect(try await state(router) == [true])
    }

    /// Which workers are up.
    private func state(_ router: RunningRouter) async throws -> [Bool?] {
      let workers = try await router.list("functions").first?["workers"]?.array ?? []
      return workers.map { $0["up"]?.bool }
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
