import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct ResultTests {
    /// Queues a call and returns its id.
    private func call(
      _ router: RunningRouter, _ headers: [String: String] = [:], body: String = "x"
    ) async throws -> String {
      let reply = try await router.http.send("POST", "/async-function/f", headers, body: body)
      #expect(reply.status == 202)
      return try #require(reply.header("X-Call-Id"))
    }

    private func report(_ call: String, _ router: RunningRouter) async throws -> HTTPReply {
      try await router.http.send("GET", "/async-function/\(call)")
    }

    /// Asks until the call has ended.
    private func end(of call: String, _ router: RunningRouter) async throws -> HTTPReply {
      #expect(
        try await eventually { try await report(call, router).header("X-Patchbay-Function") != nil }
      )
      return try await report(call, router)
    }

    @Test func `a call is under way, and then answers as the function did, after a restart too`()
      async throws
    {
      let latch = Latch()
      let function = try await RecordingFunction { _, earlier in
        if earlier == 0 { return FunctionAnswer(503, headers: [("Retry-After", "2")]) }
        await latch.pass()
        return FunctionAnswer(
          201, headers: [("X-Made", "yes"), ("Content-Type", "a/b")], body: "it")
      }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let waits = try await call(router, ["Patchbay-Not-Before": "3600"])
      let waiting = try JSONValue(parsing: try await report(waits, router).body.span)
      #expect(waiting["id"]?.string == waits && waiting["state"]?.string == "waiting")
      #expect(waiting["attempts"]?.integer == 0 && waiting["nextAttemptAt"]?.string != nil)

      let id = try await call(router)
      #expect(
        try await eventually {
          try await report(id, router).text.contains(#""state":"retrying","attempts":1"#)
        })
      #expect(try await report(id, router).header("X-Call-Id") == id)
      #expect(
        try await eventually { try await report(id, router).text.contains("running") })
      #expect(try await report(id, router).status == 202)
      latch.open()
      for _ in 0..<2 {
        let reply = try await end(of: id, router)
        #expect(reply.status == 201 && reply.text == "it" && reply.header("X-Made") == "yes")
        #expect(reply.header("Content-Type") == "a/b" && reply.header("X-Call-Id") == id)
        #expect(reply.header("X-Patchbay-Function") == "f:latest")
        #expect(reply.header("X-Function-Status") == "201")
        #expect(reply.header("X-Duration-Seconds").flatMap(Double.init) ?? 0 > 0)
        let head = try await router.http.send("HEAD", "/async-function/\(id)")
        #expect(head.status == 201 && head.body.isEmpty)
        await router.kill()
        try await router.start()
      }
      #expect(function.calls.count == 2)
    }

    @Test func `what failed, was cancelled or is too old answers with a problem that says so`()
      async throws
    {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(422, body: "no") }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let dead = try await end(of: try await call(router), router)
      #expect(dead.status == 502 && dead.header("X-Function-Status") == "422")
      #expect(dead.text.contains("HTTP 422") && dead.text.contains("dead letter"), "\(dead.text)")
      #expect(isProblem(dead))

      let past = cloudEvent("e", ["ce-expirytime": "2020-01-01T00:00:00Z"])
      let expired = try await end(of: try await call(router, past), router)
      #expect(expired.status == 504 && expired.text.contains("expirytime"))

      let id = try await call(router, ["Patchbay-Not-Before": "3600"])
      #expect(try await router.http.send("DELETE", "/async-function/\(id)").status == 202)
      let cancelled = try await report(id, router)
      #expect(cancelled.status == 410 && cancelled.text.contains("cancelled"))

      for unknown in ["nobody", "", "f", "f/x", "%20"] {
        let reply = try await report(unknown, router)
        #expect(reply.status == 404 && isProblem(reply))
      }
    }

    @Test func `a redriven dead letter says as what it goes on`() async throws {
      let function = try await RecordingFunction { _, earlier in
        FunctionAnswer(earlier == 0 ? 400 : 200, body: "done")
      }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let id = try await call(router, cloudEvent("e"))
      _ = try await end(of: id, router)
      let order = try await router.admin.send(
        "POST", "/v1/dead-letters:redrive", body: #"{"ids":["\#(id)"]}"#)
      #expect(order.status == 200, "\(order.text)")
      let reply = try await report(id, router)
      let letter = try #require(try await router.list("dead-letters").first)
      let again = try #require(letter["redrivenAs"]?.string, "\(letter)")
      #expect(reply.status == 502 && reply.text.contains("redriven as \(again)"))
      #expect(try await end(of: again, router).text == "done")
    }

    @Test func `results go when their time is over; what is too large is refused`() async throws {
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(body: String(repeating: "x", count: call.text == "large" ? 1_025 : 1_024))
      }
      let router = try await RunningRouter(
        """
        \(simple(target: "http: \"\(function.url)\""))
        results: { retention: 2s, maxResultBytes: 1KiB }
        """)
      let large = try await end(of: try await call(router, body: "large"), router)
      #expect(large.status == 410 && large.header("X-Function-Status") == "200")
      #expect(large.text.contains("1025 bytes is more than `maxResultBytes`"), "\(large.text)")
      let id = try await call(router)
      #expect(try await end(of: id, router).body.count == 1_024)
      #expect(try await eventually { try await report(id, router).status == 404 })
    }

    @Test func `one that is larger than all may be together drives none of the others out`()
      async throws
    {
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(body: String(repeating: "x", count: call.text == "large" ? 1_048_576 : 9))
      }
      let router = try await RunningRouter(
        """
        \(simple(target: "http: \"\(function.url)\""))
        results: { maxBytes: 1MiB, maxResultBytes: 4MiB }
        """)
      let small = try await call(router)
      #expect(try await end(of: small, router).body.count == 9)
      let large = try await end(of: try await call(router, body: "large"), router)
      #expect(large.status == 410 && large.header("X-Function-Status") == "200")
      #expect(try await report(small, router).status == 200)
    }

    @Test func `a promise outlives its association`() async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(400) }
      func manifest(_ name: String) -> String {
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources: { in: { http: { path: /in } } }
        associations: { \(name): { from: in, to: f, mode: queued, results: 1h } }
        """
      }
      let router = try await RunningRouter(manifest("first"))
      let reply = try await router.http.send("POST", "/in", ["Patchbay-Not-Before": "1"], body: "x")
      let id = try #require(reply.header("X-Call-Id"))
      #expect(try await router.reload(manifest("second")))
      #expect(try await end(of: id, router).status == 502)
    }

    @Test func `what came by a source has a result where its association says so, else none`()
      async throws
    {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(body: "made") }
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources: { in: { http: { path: /in } }, other: { http: { path: /other } } }
        associations:
          a: { from: in, to: f, mode: queued, results: 1h }
          b: { from: other, to: f, mode: queued }
        """)
      let asked = try await router.http.send("POST", "/in", ["Patchbay-Not-Before": "1"])
      let id = try #require(asked.header("X-Call-Id"))
      #expect(try await report(id, router).text.contains("waiting"))
      #expect(try await end(of: id, router).text == "made")
      let plain = try #require(
        try await router.http.send("POST", "/other", ["Patchbay-Not-Before": "1"])
          .header("X-Call-Id"))
      #expect(try await report(plain, router).status == 404)
      #expect(await function.wait(for: 2))
      #expect(try await end(of: try await call(router), router).text == "made")
      #expect(try await report(plain, router).status == 404)
    }

    @Test func `where no results are kept, a call is known until it ends`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        "\(simple(target: "http: \"\(function.url)\""))\nresults: off")
      let waits = try await call(router, ["Patchbay-Not-Before": "3600"])
      #expect(try await report(waits, router).status == 202)
      let id = try await call(router)
      #expect(await function.wait(for: 1))
      #expect(try await eventually { try await report(id, router).status == 404 })
      #expect(try await report(waits, router).status == 202)
    }

    @Test func `only who may invoke functions may ask`() async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(body: "made") }
      let router = try await RunningRouter(
        """
        \(simple(target: "http: \"\(function.url)\""))
        invocations: { auth: { bearer: secret } }
        """)
      let proof = ["Authorization": "Bearer secret"]
      let id = try await call(router, proof)
      #expect(try await report(id, router).status == 401)
      #expect(
        try await eventually {
          try await router.http.send("GET", "/async-function/\(id)", proof).text == "made"
        })
    }
  }
}
