import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct DestinationTests {
    private static let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    /// One function `f`, others by their names, and an association of `/in` with more keys.
    private func manifest(
      _ function: RecordingFunction, _ keys: String, _ others: [String: RecordingFunction] = [:]
    ) -> String {
      let functions = others.sorted { $0.key < $1.key }.map {
        "  \($0.key): { target: { http: \"\($0.value.url)\" } }\n"
      }
      return """
        functions:
          f: { target: { http: "\(function.url)" } }
        \(functions.joined())sources:
          in: { http: { path: /in } }
        associations:
          a: { from: in, to: f, mode: queued, \(keys) }
        """
    }

    private func send(
      _ router: RunningRouter, _ id: String, _ headers: [String: String] = [:], body: String
    ) async throws -> String {
      let reply = try await router.http.send("POST", "/in", cloudEvent(id, headers), body: body)
      #expect(reply.status == 202, "\(reply.text)")
      return try #require(reply.header("X-Call-Id"))
    }

    @Test func `a success goes to a function with the answer`() async throws {
      let function = try await RecordingFunction { call, _ in
        call.text == "empty"
          ? FunctionAnswer(204)
          : FunctionAnswer(200, headers: [("Content-Type", "text/csv")], body: "a,b")
      }
      let good = try await RecordingFunction()
      let router = try await RunningRouter(manifest(function, "onSuccess: g", ["g": good]))
      let delivery = try await send(
        router, "e1", ["ce-subject": "s", "ce-partitionkey": "p", "traceparent": Self.trace],
        body: "x")
      #expect(await good.wait(for: 1))
      let success = try #require(good.calls.first)
      #expect(success.text == "a,b" && success["content-type"] == "text/csv")
      #expect(success.id == delivery && success["ce-source"] == "/associations/a")
      #expect(success["ce-type"] == "dev.patchbay.delivery.succeeded")
      #expect(success["ce-outcome"] == "success" && success["ce-association"] == "a")
      #expect(success["ce-function"] == "f:latest" && success["ce-status"] == "200")
      #expect(success["ce-attempts"] == "1" && success["ce-reason"] == nil)
      #expect(success["ce-causationid"] == "e1" && success["ce-causationsource"] == "/tests")
      #expect(success["ce-causationtype"] == "test" && success["ce-subject"] == "s")
      #expect(success["ce-partitionkey"] == "p" && success["ce-acceptedat"] != nil)
      #expect(success["ce-duration"].flatMap(Double.init) ?? 0 > 0)
      #expect(success["traceparent"]?.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") == true)
      _ = try await send(router, "e2", body: "empty")
      #expect(await good.wait(for: 2))
      #expect(good.calls[1].body.isEmpty && good.calls[1]["content-type"] == nil)
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(
        metrics.contains(
          #"patchbay_deliveries_total{association="_a.onSuccess",function="g",version="latest""#
            + #",outcome="success"} 2"#))
    }

    @Test func `a failure for good goes to a URL with the event's own data`() async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(422, body: "no") }
      let bad = try await RecordingFunction()
      let headers = #"headers: { X-Team: "${env:TEAM}" }"#
      let router = try await RunningRouter(
        manifest(function, "onFailure: { http: \"\(bad.url)alert?x=1\", \(headers) }"),
        environment: ["TEAM": "the-secret-team"])
      _ = try await send(router, "e1", ["Content-Type": "text/x-own"], body: "bad")
      #expect(await bad.wait(for: 1))
      let failure = try #require(bad.calls.first)
      #expect(failure.target == "/alert?x=1" && failure["x-team"] == "the-secret-team")
      #expect(failure.text == "bad" && failure["content-type"] == "text/x-own")
      #expect(failure["ce-type"] == "dev.patchbay.delivery.failed")
      #expect(failure["ce-outcome"] == "dead_letter" && failure["ce-status"] == "422")
      #expect(failure["ce-reason"] == "HTTP%20422" && failure["ce-causationid"] == "e1")

      _ = try await send(router, "e2", ["ce-expirytime": "2020-01-01T00:00:00Z"], body: "late")
      #expect(await bad.wait(for: 2))
      #expect(bad.calls[1]["ce-outcome"] == "expired" && bad.calls[1].text == "late")
      #expect(bad.calls[1]["ce-status"] == nil && bad.calls[1]["ce-attempts"] == "0")

      let name = #"association="_a.onFailure",function="_a.onFailure",version="latest""#
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains("patchbay_deliveries_total{\(name),outcome=\"success\"} 2"))
      let story = try await router.admin.send("GET", "/v1/events/e1").text
      #expect(story.contains(#""step":"followed""#) && story.contains("_a.onFailure"), "\(story)")
      let shown = try await router.admin.send("GET", "/v1/associations").text
      #expect(shown.contains("X-Team") && !shown.contains("the-secret-team"), "\(shown)")
      // They are there for the ends alone.
      #expect(try await router.http.send("POST", "/function/_a.onFailure").status == 404)
      #expect(try await router.list("functions").count == 1)
      #expect(try await router.list("associations").count == 1)
    }

    @Test func `an event that a function answers with gives its data alone`() async throws {
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(
          headers: [("Content-Type", "application/cloudevents+json")],
          body:
            #"{"specversion":"1.0","id":"r","source":"/f","type":"t","datacontenttype":"a/b","data":"d"}"#
        )
      }
      let good = try await RecordingFunction()
      let router = try await RunningRouter(
        manifest(function, "onSuccess: { function: g }", ["g": good]))
      let delivery = try await send(router, "e", body: "x")
      #expect(await good.wait(for: 1))
      #expect(good.calls[0].id == delivery && good.calls[0].text == "d")
      #expect(good.calls[0]["content-type"] == "a/b")
    }

    @Test func `an end goes to what the manifest names when it is delivered`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer(400)
      }
      let (before, after) = (try await RecordingFunction(), try await RecordingFunction())
      let router = try await RunningRouter(
        manifest(function, "onFailure: { http: \"\(before.url)\" }", ["g": after]))
      _ = try await send(router, "e", body: "x")
      #expect(await function.wait(for: 1))
      #expect(try await router.reload(manifest(function, "onFailure: g", ["g": after])))
      latch.open()
      #expect(await after.wait(for: 1))
      #expect(after.calls[0]["ce-causationid"] == "e" && before.calls.isEmpty)
    }

    @Test func `an end that can't be delivered is a dead letter, which leads to no other end`()
      async throws
    {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(400) }
      let alert = try await RecordingFunction { _, earlier in
        FunctionAnswer(earlier == 0 ? 400 : 200)
      }
      let keys = "onFailure: { http: \"\(alert.url)\" }, delivery: { deadLetter: false }"
      let router = try await RunningRouter(manifest(function, keys))
      _ = try await send(router, "e", body: "x")
      #expect(try await eventually { try await router.list("dead-letters").count == 1 })
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(letter["association"]?.string == "_a.onFailure")
      #expect(letter["function"]?.string == "_a.onFailure:latest")
      #expect(alert.calls.count == 1 && function.calls.count == 1)

      let redrive = #"{"function":"_a.onFailure"}"#
      #expect(try await router.reload(manifest(function, "delivery: { deadLetter: false }")))
      let refused = try await router.admin.send(
        "POST", "/v1/dead-letters:redrive", body: redrive)
      #expect(refused.text.contains("not declared any more"), "\(refused.text)")
      #expect(try await router.reload(manifest(function, keys), says: "reloaded sources="))
      #expect(
        try await eventually {
          try await router.admin.send("POST", "/v1/dead-letters:redrive", body: redrive).text
            .contains(#""redriven":1"#)
        })
      #expect(await alert.wait(for: 2))
      #expect(alert.calls[1].text == "x" && alert.calls[1]["ce-causationid"] == "e")
    }

    @Test func `no kill between an end and its destination loses it`() async throws {
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer((Int(call.text) ?? 0) % 2 == 0 ? 200 : 400, body: call.text)
      }
      let (good, bad) = (try await RecordingFunction(), try await RecordingFunction())
      await bad.stop()
      let router = try await RunningRouter(
        manifest(function, "onSuccess: g, onFailure: b", ["g": good, "b": bad]))
      for round in 0..<3 {
        for number in 0..<10 { _ = try await send(router, "\(round).\(number)", body: "\(number)") }
        #expect(await function.wait(for: round * 10 + 1 + round * 3))
        await router.kill()
        try await router.start()
      }
      try await bad.start()
      let even = Set((0..<3).flatMap { round in [0, 2, 4, 6, 8].map { "\(round).\($0)" } })
      let odd = Set((0..<3).flatMap { round in [1, 3, 5, 7, 9].map { "\(round).\($0)" } })
      #expect(await eventually { Set(good.calls.compactMap { $0["ce-causationid"] }) == even })
      #expect(await eventually { Set(bad.calls.compactMap { $0["ce-causationid"] }) == odd })
    }

    @Test func `ends of what goes in batches go on one by one, without an answer`() async throws {
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(body: #"{"batchItemFailures":[{"itemIdentifier":"e1"}]}"#)
      }
      let (good, bad) = (try await RecordingFunction(), try await RecordingFunction())
      let router = try await RunningRouter(
        manifest(
          function,
          "onSuccess: g, onFailure: b, delivery: { retries: 0 }, batch: { size: 3, window: 60s }",
          ["g": good, "b": bad]))
      for number in 0..<3 { _ = try await send(router, "e\(number)", body: "\(number)") }
      #expect(await good.wait(for: 2))
      #expect(await bad.wait(for: 1))
      #expect(Set(good.calls.compactMap { $0["ce-causationid"] }) == ["e0", "e2"])
      #expect(good.texts == ["", ""] && bad.texts == ["1"])
      #expect(bad.calls[0]["ce-causationid"] == "e1")
    }

    @Test(.enabled(if: which("kcat") != nil), arguments: ["none", "partition"])
    func `ends of Kafka's records go on, too`(order: String) async throws {
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(call.text == "bad" ? 400 : 200, body: "done \(call.text)")
      }
      let (good, bad) = (try await RecordingFunction(), try await RecordingFunction())
      let kafka = try await MockKafka(topics: ["t": 1])
      let router = try await RunningRouter(
        """
        functions:
          f: { target: { http: "\(function.url)" } }
          g: { target: { http: "\(good.url)" } }
          b: { target: { http: "\(bad.url)" } }
        sources:
          t:
            kafka:
              brokers: [\(kafka.brokers.map { "\"\($0)\"" }.joined(separator: ", "))]
              topics: [t]
              group: patchbay
              start: earliest
              order: \(order)
        associations:
          a: { from: t, to: f, onSuccess: g, onFailure: b }
        """)
      #expect(try await kafka.produce([("k", "one"), ("k", "bad"), ("l", "two")], to: "t"))
      #expect(await good.wait(for: 2))
      #expect(await bad.wait(for: 1))
      #expect(Set(good.texts) == ["done one", "done two"] && bad.texts == ["bad"])
      #expect(bad.calls[0]["ce-subject"] == "k" && bad.calls[0]["ce-partitionkey"] == "k")
      #expect(try await eventually { try await router.list("dead-letters").count == 1 })
    }
  }
}
