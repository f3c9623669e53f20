import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct PauseTests {
    private func change(_ router: RunningRouter, _ path: String) async throws {
      let reply = try await router.admin.send("POST", "/v1/\(path)")
      #expect(reply.status == 200, "\(reply.text)")
    }

    private func item(_ router: RunningRouter, _ list: String, _ name: String) async throws
      -> JSONValue
    {
      try #require(try await router.list(list).first { $0["name"]?.string == name })
    }

    @Test(arguments: [
      ("associations/a", "the association a is paused"),
      ("functions/f", "the function f is paused"),
      ("sources/in", "the source in is paused"),
    ])
    func `who waits for an answer gets 503 with Retry-After while it is paused`(
      target: String, words: String
    ) async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let path = target.hasPrefix("functions") ? ["/in/x", "/function/f"] : ["/in/x"]
      try await change(router, "\(target):pause")
      for path in path {
        let reply = try await router.http.send("POST", path, cloudEvent("e1"))
        #expect(reply.status == 503 && reply.header("Retry-After") == "10")
        #expect(reply.text.contains(words), "\(reply.text)")
      }
      let list = String(target.prefix { $0 != "/" })
      let since = try #require(try await router.list(list).first?["pausedSince"]?.string)
      try await change(router, "\(target):pause")
      #expect(try await router.list(list).first?["pausedSince"]?.string == since)
      let metric = "patchbay_paused{kind=\"\(list.dropLast())\",name="
      #expect(try await router.admin.send("GET", "/metrics").text.contains(metric))
      // Neither a reload nor a crash ends it.
      #expect(
        try await router.reload(
          simple(target: "http: \"\(function.url)\"", function: "timeout: 9s")))
      #expect(try await router.http.send("POST", "/in/x", cloudEvent("e2")).status == 503)
      await router.kill()
      try await router.start()
      #expect(try await router.http.send("POST", "/in/x", cloudEvent("e3")).status == 503)
      try await change(router, "\(target):resume")
      for path in path {
        #expect(try await router.http.send("POST", path, cloudEvent("e4")).status == 200)
      }
      #expect(function.calls.allSatisfy { $0.id == "e4" })
      #expect(try await router.list(list).first?["pausedSince"] == .null)
      #expect(try await !router.admin.send("GET", "/metrics").text.contains(metric))
    }

    @Test func `a paused function's queue stays, over a crash, and goes on`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued"))
      try await change(router, "functions/f:pause")
      for number in 0..<3 {
        let reply = try await router.http.send("POST", "/in/x", cloudEvent("e\(number)"))
        #expect(reply.status == 202)
      }
      await router.kill()
      try await router.start()
      let queue = try await item(router, "queues", "f")
      #expect(queue["ready"] == 3 && queue["inFlight"] == 0)
      #expect(queue["pausedSince"]?.string != nil)
      #expect(function.calls.isEmpty)
      try await change(router, "functions/f:resume")
      #expect(await function.wait(for: 3))
    }

    @Test func `of one queue a paused association's events stay and another's go on`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          x: { http: { path: /x } }
          y: { http: { path: /y } }
        associations:
          a: { from: x, to: f, mode: queued }
          b: { from: y, to: f, mode: queued }
        """)
      try await change(router, "associations/a:pause")
      _ = try await sendAtOnce(20, to: router, path: "/x")
      _ = try await sendAtOnce(20, to: router, path: "/y")
      #expect(await function.wait(for: 20))
      #expect(
        try await eventually { try await item(router, "queues", "f")["parked"] == 20 })
      #expect(function.calls.count == 20)
      await router.kill()
      try await router.start()
      #expect(
        try await eventually { try await item(router, "queues", "f")["parked"] == 20 })
      try await change(router, "associations/a:resume")
      #expect(await function.wait(for: 40))
      #expect(try await eventually { try await item(router, "queues", "f")["depth"] == 0 })
    }

    @Test func `several associations get an event all or none while one of them is paused`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          f: { target: { http: "\(function.url)" } }
          g: { target: { http: "\(function.url)" } }
        sources: { in: { http: { path: /in } } }
        associations:
          a: { from: in, to: f, mode: queued }
          b: { from: in, to: g, mode: sync }
        """)
      try await change(router, "functions/g:pause")
      #expect(try await router.http.send("POST", "/in", cloudEvent("e1")).status == 503)
      #expect(try await item(router, "queues", "f")["depth"] == 0)
      try await change(router, "functions/g:resume")
      #expect(try await router.http.send("POST", "/in", cloudEvent("e2")).status == 200)
      #expect(await function.wait(for: 2))
      #expect(function.calls.allSatisfy { $0.id == "e2" })
    }

    @Test func `what a schedule fires for a paused sync association is kept`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources: { tick: { cron: { schedule: "@every 1s" } } }
        associations: { a: { from: tick, to: f, mode: sync } }
        """)
      try await change(router, "associations/a:pause")
      #expect(
        try await eventually { try await item(router, "queues", "f")["parked"]?.integer ?? 0 >= 1 })
      let before = function.calls.count
      try await change(router, "associations/a:resume")
      #expect(await function.wait(for: before + 2))
    }

    @Test func `a paused schedule fires nothing, and catches up by its rule`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          paused: { cron: { schedule: "@every 1s", catchUp: { all: 100 }, data: paused } }
          other: { cron: { schedule: "@every 1s", data: other } }
        associations: { a: { from: [paused, other], to: f, mode: queued } }
        """)
      func count(_ name: String) -> Int { function.texts.count { $0 == "\"\(name)\"" } }
      #expect(await eventually { count("paused") >= 1 })
      try await change(router, "sources/paused:pause")
      #expect(try await item(router, "sources", "paused")["status"] == "paused")
      // What was fired before is delivered by now.
      #expect(try await eventually { try await item(router, "queues", "f")["depth"] == 0 })
      let (paused, other) = (count("paused"), count("other"))
      #expect(await eventually { count("other") >= other + 3 })
      #expect(count("paused") == paused)
      try await change(router, "sources/paused:resume")
      // At once, which firing by firing would take seconds.
      #expect(await eventually { count("paused") >= paused + 3 })
      let calls = function.calls.filter { $0.text == #""paused""# }
      #expect(Set(calls.compactMap(\.id)).count == calls.count)
    }

    @Test func `only what is there can be paused`() async throws {
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/cat] } } }
        sources:
          in: { http: { path: /in } }
          results: { function: f }
        associations: { a: { from: in, to: f } }
        """)
      for (method, path, status) in [
        ("POST", "functions/g:pause", 404), ("POST", "sources/f:resume", 404),
        ("POST", "associations/:pause", 404), ("GET", "functions/f:pause", 405),
        ("POST", "queues/f:pause", 405), ("POST", "sources/results:pause", 400),
      ] {
        let reply = try await router.admin.send(method, "/v1/\(path)")
        #expect(reply.status == status, "\(path): \(reply.text)")
      }
    }

    @Test func `a drain ends when what is in flight has ended`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", function: "concurrency: 2", mode: "queued"))
      _ = try await sendAtOnce(10, to: router)
      #expect(await function.wait(for: 2))
      let drain = try ChildProcess(
        try builtProduct("patchbay"), ["drain", "function", "f"],
        environment: ["PATCHBAY_ADMIN": "127.0.0.1:\(router.admin.port)"])
      #expect(await drain.errors.first(containing: "in flight") != nil)
      #expect(drain.isRunning)
      latch.open()
      #expect(await drain.wait() == .code(0), "\(drain.errors.text)")
      #expect(function.calls.count == 2)
      #expect(try await item(router, "queues", "f")["ready"] == 8)
      try await change(router, "functions/f:resume")
      #expect(await function.wait(for: 10))
    }
  }
}
