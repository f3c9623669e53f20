import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct CallbackTests {
    /// Queues a call whose result is to be posted there, and returns its id.
    private func call(
      _ router: RunningRouter, _ url: String, _ headers: [String: String] = [:],
      function: String = "f"
    ) async throws -> String {
      let reply = try await router.http.send(
        "POST", "/async-function/\(function)", headers.merging(["X-Callback-Url": url]) { $1 },
        body: "x")
      #expect(reply.status == 202, "\(reply.text)")
      return try #require(reply.header("X-Call-Id"))
    }

    /// The queue that posts results, as the admin API shows it.
    private func queue(_ router: RunningRouter) async throws -> JSONValue? {
      try await router.list("queues").first { $0["name"]?.string == "_callbacks" }
    }

    @Test func `the function's answer is posted with OpenFaaS's headers`() async throws {
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(
          201, headers: [("Content-Type", "text/csv"), ("X-Made", "yes")], body: "a,b")
      }
      let caller = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      let id = try await call(
        router, "\(caller.url)hook/1?token=s%2Fx",
        cloudEvent("e", ["ce-subject": "s", "traceparent": trace]))
      #expect(await caller.wait(for: 1))
      let hook = try #require(caller.calls.first)
      #expect(hook.method == "POST" && hook.target == "/hook/1?token=s%2Fx" && hook.text == "a,b")
      #expect(hook["content-type"] == "text/csv" && hook["x-call-id"] == id)
      #expect(hook["x-function-status"] == "201" && hook["x-function-name"] == "f")
      #expect(hook["x-patchbay-function"] == "f:latest" && hook["x-made"] == nil)
      #expect(hook["x-duration-seconds"].flatMap(Double.init) ?? 0 > 0)
      #expect(hook["x-start-time"]?.count == 19)
      #expect(hook["host"] == "127.0.0.1:\(caller.port)" && hook["x-callback-url"] == nil)
      #expect(hook["traceparent"]?.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") == true)
      #expect(hook["ce-id"] == id && hook["ce-type"] == "dev.patchbay.delivery.succeeded")
      #expect(hook["ce-source"] == "/functions/f:latest" && hook["ce-subject"] == "s")
      #expect(hook["ce-causationid"] == "e" && hook["ce-causationsource"] == "/tests")
      #expect(hook["ce-outcome"] == "success" && hook["ce-attempts"] == "1")
      // The function does not learn where its answer goes, and a result is there as ever.
      #expect(function.calls.first?["x-callback-url"] == nil)
      #expect(try await router.http.send("GET", "/async-function/\(id)").text == "a,b")

      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(
        metrics.contains(
          #"patchbay_deliveries_total{association="_callbacks",function="_callbacks""#
            + #",version="latest",outcome="success"} 1"#))
      let story = try await router.admin.send("GET", "/v1/events/e").text
      #expect(
        story.contains(#""step":"followed""#) && story.contains(#""of":"\#(id)""#), "\(story)")
      // It is a function for nobody else.
      #expect(try await router.http.send("POST", "/function/_callbacks").status == 404)
      #expect(try await router.http.send("POST", "/async-function/_callbacks").status == 404)
      #expect(try await !router.list("functions").contains { $0["name"]?.string == "_callbacks" })
    }

    @Test func `a failure for good is posted, too: the answer, or why there is none`() async throws
    {
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(422, headers: [("Content-Type", "a/b")], body: "no")
      }
      let caller = try await RecordingFunction()
      let gone = try FreePort.next()
      let router = try await RunningRouter(
        """
        callbacks: any
        functions:
          f: { target: { http: "\(function.url)" } }
          gone: { target: { http: "http://127.0.0.1:\(gone)/" } }
        """)
      let failed = try await call(router, caller.url)
      #expect(await caller.wait(for: 1))
      #expect(caller.calls[0].text == "no" && caller.calls[0]["content-type"] == "a/b")
      #expect(caller.calls[0]["x-function-status"] == "422")
      #expect(caller.calls[0]["x-call-id"] == failed)
      #expect(caller.calls[0]["ce-type"] == "dev.patchbay.delivery.failed")
      #expect(caller.calls[0]["ce-outcome"] == "dead_letter")

      let past = cloudEvent("e", ["ce-expirytime": "2020-01-01T00:00:00Z"])
      _ = try await call(router, caller.url, past)
      #expect(await caller.wait(for: 2))
      #expect(caller.calls[1]["x-function-status"] == "504")
      #expect(caller.calls[1]["content-type"] == "application/problem+json")
      #expect(caller.calls[1].text.contains("expirytime") && caller.calls[1]["ce-attempts"] == "0")

      let soon = cloudEvent("s", ["ce-expirytime": "2999-01-01T00:00:00Z"])
      let cancelled = try await call(
        router, caller.url, soon.merging(["Patchbay-Not-Before": "3600"]) { $1 })
      #expect(try await router.http.send("DELETE", "/async-function/\(cancelled)").status == 202)

      // Nobody posts what has not ended: the call is retried, and then its function has gone.
      let undeclared = try await call(router, caller.url, function: "gone")
      #expect(
        try await eventually {
          try await router.http.send("GET", "/async-function/\(undeclared)").text
            .contains("retrying")
        })
      #expect(caller.calls.count == 2)
      #expect(
        try await router.reload(
          "callbacks: any\n\(simple(target: "http: \"\(function.url)\""))"))
      #expect(await caller.wait(for: 3))
      #expect(caller.calls[2]["x-call-id"] == undeclared)
      #expect(caller.calls[2]["x-function-status"] == "502")
      #expect(caller.calls[2].text.contains("not declared any more"))
    }

    @Test func `a callback is retried, never redirected, and becomes a dead letter to be redriven`()
      async throws
    {
      let caller = try await RecordingFunction { call, earlier in
        switch call.target {
        case "/busy": FunctionAnswer(earlier == 0 ? 503 : 200)
        case "/moved?secret-token":
          FunctionAnswer(earlier == 0 ? 302 : 200, headers: [("Location", "/elsewhere")])
        default: FunctionAnswer()
        }
      }
      let function = try await RecordingFunction { _, _ in FunctionAnswer(body: "it") }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let busy = try await call(router, "\(caller.url)busy")
      #expect(await caller.wait(for: 2))
      #expect(caller.calls.map { $0["x-call-id"] } == [busy, busy])
      #expect(caller.texts == ["it", "it"] && function.calls.count == 1)

      let moved = try await call(router, "\(caller.url)moved?secret-token")
      #expect(try await eventually { try await router.list("dead-letters").count == 1 })
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(letter["function"]?.string == "_callbacks:latest" && letter["event"]?.string == moved)
      #expect(letter["lastStatus"]?.integer == 302)
      let shown = try await router.admin.send(
        "GET", "/v1/dead-letters/\(letter["id"]?.string ?? "")")
      #expect(shown.text.contains(#""causationtype""#), "\(shown.text)")
      #expect(shown.text.contains(#""callback":"\#(caller.url)moved""#), "\(shown.text)")
      #expect(!shown.text.contains("secret-token"))
      #expect(try await queue(router)?["deadLetters"]?.integer == 1)
      #expect(caller.calls.map(\.target) == ["/busy", "/busy", "/moved?secret-token"])
      let order = try await router.admin.send(
        "POST", "/v1/dead-letters:redrive", body: #"{"function":"_callbacks"}"#)
      #expect(order.status == 200, "\(order.text)")
      #expect(await caller.wait(for: 4))
      let last = try #require(caller.calls.last)
      #expect(
        last.target == "/moved?secret-token" && last["x-call-id"] == moved && last.text == "it")
    }

    @Test(arguments: [1, 2, 3])
    func `no kill between a call's end and its callback loses it`(round: Int) async throws {
      let latch = Latch()
      let caller = try await RecordingFunction { _, earlier in
        if earlier == 0 { await latch.pass() }
        return FunctionAnswer()
      }
      defer { latch.open() }
      let function = try await RecordingFunction { _, _ in FunctionAnswer(body: "it") }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      var calls: Set<String> = []
      for _ in 0..<20 { calls.insert(try await call(router, caller.url)) }
      // Some have been posted and not answered, some have ended, and some have not begun.
      #expect(await caller.wait(for: round))
      await router.kill()
      let before = caller.calls.count
      try await router.start()
      #expect(await eventually { Set(caller.calls.compactMap { $0["x-call-id"] }) == calls })
      #expect(await caller.wait(for: before + 1))
      #expect(caller.texts.allSatisfy { $0 == "it" })
      latch.open()
      #expect(try await eventually { try await queue(router)?["depth"]?.integer == 0 })
    }

    @Test func `a host that hangs takes few places and holds no other`() async throws {
      let latch = Latch()
      defer { latch.open() }
      let hanging = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let caller = try await RecordingFunction()
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\""), threads: 1)
      for _ in 0..<300 { _ = try await call(router, hanging.url) }
      _ = try await call(router, caller.url)
      #expect(await caller.wait(for: 1))
      #expect(await hanging.wait(for: 4))
      #expect(hanging.mostAtOnce == 4)
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(
        metrics.contains(
          #"patchbay_holds_total{function="_callbacks",version="latest",reason="host"}"#))
      latch.open()
      #expect(await hanging.wait(for: 300))
      #expect(hanging.mostAtOnce <= 64)
    }

    @Test func `who may not have a callback is told so, before anything is queued`() async throws {
      let function = try await RecordingFunction()
      let caller = try await RecordingFunction()
      let manifest = simple(target: "http: \"\(function.url)\"")
      let router = try await RunningRouter("callbacks: [\"\(caller.url)a/b\"]\n\(manifest)")
      func answer(_ url: String, _ path: String = "/async-function/f") async throws -> HTTPReply {
        try await router.http.send("POST", path, ["X-Callback-Url": url], body: "x")
      }
      for url in ["x", "ftp://127.0.0.1/", "http://me:word@127.0.0.1:\(caller.port)/a/b"] {
        let reply = try await answer(url)
        #expect(reply.status == 400 && isProblem(reply) && !reply.text.contains("word"))
      }
      for url in ["\(caller.url)a/bc", "\(caller.url)a/b/../c", "http://127.0.0.1.evil.com/a/b"] {
        let reply = try await answer(url)
        #expect(reply.status == 403 && isProblem(reply) && reply.text.contains("`callbacks`"))
      }
      // Whoever waits for the answer needs no callback.
      #expect(try await answer("x", "/function/f").status == 200)
      #expect(try await answer("").status == 202)
      #expect(await function.wait(for: 2))

      #expect(try await answer("\(caller.url)a/b/c").status == 202)
      #expect(await caller.wait(for: 1))
      #expect(try await router.reload("callbacks: off\n\(manifest)"))
      let off = try await answer("\(caller.url)a/b")
      #expect(off.status == 403 && off.text.contains("`off`"))
      #expect(function.calls.count == 3)

      // Where callers must prove who they are, they are not this machine's own programs.
      let auth = "invocations: { auth: { bearer: only-these } }\n"
      #expect(try await router.reload(auth + manifest))
      let unsaid = try await router.http.send(
        "POST", "/async-function/f",
        ["X-Callback-Url": caller.url, "Authorization": "Bearer only-these"], body: "x")
      #expect(unsaid.status == 403 && unsaid.text.contains("`callbacks`"), "\(unsaid.text)")
    }

    @Test func `an answer whose media type is none is posted without it`() async throws {
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(headers: [("Content-Type", "no type, \u{e9}")], body: "it")
      }
      let caller = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      _ = try await call(router, caller.url)
      #expect(await caller.wait(for: 1))
      #expect(caller.texts == ["it"] && caller.calls[0]["content-type"] == nil)
    }

    @Test func `callbacks can be paused`() async throws {
      let (function, caller) = (try await RecordingFunction(), try await RecordingFunction())
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      func order(_ path: String) async throws -> Int {
        try await router.admin.send("POST", "/v1/functions/\(path)").status
      }
      #expect(try await order("_callbacks:pause") == 200)
      #expect(try await order("_none:pause") == 404)
      _ = try await call(router, caller.url)
      #expect(try await eventually { try await queue(router)?["depth"]?.integer == 1 })
      #expect(caller.calls.isEmpty)
      #expect(try await order("_callbacks:resume") == 200)
      #expect(await caller.wait(for: 1))
    }

    @Test func `what is not allowed any more is not posted`() async throws {
      let (function, caller) = (try await RecordingFunction(), try await RecordingFunction())
      await caller.stop()
      let manifest = simple(target: "http: \"\(function.url)\"")
      let router = try await RunningRouter(manifest)
      _ = try await call(router, caller.url)
      #expect(try await eventually { try await queue(router)?["delayed"]?.integer == 1 })
      #expect(try await router.reload("callbacks: [http://elsewhere/]\n\(manifest)"))
      try await caller.start()
      #expect(
        await router.log.first(containing: "does not allow its URL any more") != nil)
      #expect(caller.calls.isEmpty)
      #expect(try await router.reload("callbacks: any\n\(manifest)", says: "reloaded sources="))
      #expect(await caller.wait(for: 1))
    }
  }
}
