import HTTPTransport
import JSONSyntax
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  struct ReplayTests {
    /// Whether the function is well.
    private final class Health: Sendable {
      private let value: Mutex<Int>
      init(_ status: Int) { value = Mutex(status) }
      var status: Int { value.withLock { $0 } }
      func set(_ status: Int) { value.withLock { $0 = status } }
    }

    /// A function that is as well as its health, and a router whose source `in` feeds it.
    private struct Ward {
      let health: Health
      let function: RecordingFunction
      let router: RunningRouter

      init(
        _ status: Int, mode: String = "queued", history: String = "all",
        delivery: String = "retries: 0", more: String = ""
      ) async throws {
        let health = Health(status)
        self.health = health
        function = try await RecordingFunction { _, _ in FunctionAnswer(health.status) }
        let base = simple(
          target: "http: \"\(function.url)\"", mode: mode, delivery: delivery)
        router = try await RunningRouter("history: \(history)\n\(base)\(more)")
      }

      func send(_ id: String, _ more: [String: String] = [:], body: String = "") async throws {
        let headers = cloudEvent(id, ["Content-Type": "application/json"].merging(more) { $1 })
        _ = try await router.http.send("POST", "/in/x", headers, body: body)
      }

      func replay(_ body: String) async throws -> JSONValue {
        let reply = try await router.admin.send("POST", "/v1/events:replay", body: body)
        #expect(reply.status == 200, "\(reply.text)")
        return try JSONValue(parsing: reply.body.span)
      }

      func events(_ query: String = "") async throws -> [JSONValue] {
        try await router.list("events?\(query)")
      }

      /// The ids of events that have an end of this kind, once there are as many.
      func ids(ended outcome: String, count: Int) async throws -> [String] {
        var ids: [String] = []
        _ = try await eventually {
          ids = try await events("outcome=\(outcome)").compactMap { $0["id"]?.string }
          return ids.count >= count
        }
        return ids
      }
    }

    @Test func `a sync event that failed comes once more, through the queue, and then no more`()
      async throws
    {
      let ward = try await Ward(500, mode: "sync")
      try await ward.send("e1", ["ce-subject": "K%C3%B6ln"], body: #"{"n":1}"#)
      ward.health.set(200)
      try await ward.send("e2")
      #expect(try await ward.ids(ended: "success", count: 1) == ["e2"])
      let report = try await ward.replay(#"{"from":"1h"}"#)
      #expect(report["matched"] == 1 && report["replayed"] == 1 && report["left"] == [])
      #expect(report["cursor"] == .null)
      #expect(await ward.function.wait(for: 3))
      let call = ward.function.calls[2]
      #expect(call.id == "e1" && call.text == #"{"n":1}"#)
      #expect(
        call["ce-subject"] == "K%C3%B6ln" && call["ce-patchbayreplay"]?.hasSuffix("Z") == true)
      #expect(try await ward.ids(ended: "success", count: 2) == ["e1", "e2"])
      #expect(try await ward.replay(#"{"from":"1h"}"#)["matched"] == 0)
      let story = try await ward.router.admin.send("GET", "/v1/events/e1").text
      #expect(story.contains(#""step":"replayed""#))
    }

    @Test func `what is on its way once more already is left`() async throws {
      let ward = try await Ward(500)
      for id in ["e1", "e2"] { try await ward.send(id) }
      #expect(try await ward.ids(ended: "failed", count: 2).count == 2)
      _ = try await ward.router.admin.send("POST", "/v1/functions/f:pause")
      #expect(try await ward.replay(#"{"all":true,"dryRun":true}"#)["matched"] == 2)
      let part = try await ward.replay(#"{"all":true,"limit":1}"#)
      #expect(part["replayed"] == 1 && part["cursor"] != .null)
      #expect(try await eventually { try await ward.events("outcome=failed").count == 1 })
      #expect(try await ward.replay(#"{"all":true}"#)["replayed"] == 1)
      #expect(try await eventually { try await ward.events("outcome=failed").isEmpty })
      let named = try await ward.replay(#"{"ids":["e1"]}"#)
      #expect(named["replayed"] == 0)
      #expect(named["left"]?.array?.first?["reason"]?.string?.contains("on its way") == true)
      _ = try await ward.router.admin.send("POST", "/v1/functions/f:resume")
      #expect(await ward.function.wait(for: 4))
      // They have failed again, and are looked for again.
      #expect(try await ward.ids(ended: "failed", count: 2).count == 2)
      #expect(ward.function.calls.count == 4)
    }

    @Test func `a part stops at its limit of deliveries, at the end of an event`() async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(500) }
      let more = (1...3).map {
        "a\($0): { from: in, to: f, mode: queued, delivery: { retries: 0 } }"
      }
      let router = try await RunningRouter(
        """
        history: all
        functions: { f: { target: { http: "\(function.url)" }, breaker: off } }
        sources: { in: { http: { path: /in } } }
        associations:
          \(more.joined(separator: "\n  "))
        """)
      for id in ["e1", "e2", "e3"] {
        _ = try await router.http.send("POST", "/in", cloudEvent(id), body: id)
      }
      #expect(await function.wait(for: 9))
      #expect(
        try await eventually {
          try await router.list("events").allSatisfy { $0["ends"]?.array?.count == 3 }
        })
      var counts: [Int64?] = []
      var cursor = JSONValue.null
      repeat {
        let place = cursor == .null ? "" : #","cursor":\#(cursor.compactText)"#
        let reply = try await router.admin.send(
          "POST", "/v1/events:replay", body: #"{"all":true,"dryRun":true,"limit":4\#(place)}"#)
        let part = try JSONValue(parsing: reply.body.span)
        counts.append(part["replayed"]?.integer)
        cursor = part["cursor"] ?? .null
      } while cursor != .null && counts.count < 9
      #expect(counts == [6, 3])
    }

    @Test func `of failures alone the failed are kept, and go to the version first chosen`()
      async throws
    {
      let health = Health(503)
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(call.id == "good" ? 200 : health.status)
      }
      func manifest(_ first: Int, _ second: Int) -> String {
        """
        history: failures
        functions:
          f:
            versions:
              1: { target: { http: "\(function.url)", headers: { Version: "1" } } }
              2: { target: { http: "\(function.url)", headers: { Version: "2" } } }
            aliases: { live: { 1: \(first), 2: \(second) } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: "f:live", mode: queued, delivery: { retries: 0 } } }
        """
      }
      let router = try await RunningRouter(manifest(100_000, 1))
      for id in ["e1", "good", "e2"] {
        _ = try await router.http.send("POST", "/in", cloudEvent(id), body: id)
      }
      #expect(try await eventually { try await router.list("dead-letters").count == 2 })
      let kept = try await router.list("events")
      #expect(Set(kept.compactMap { $0["id"]?.string }) == ["e1", "e2"])
      #expect(kept.allSatisfy { $0["source"] == "in" && $0["whole"] == true })
      #expect(kept[0]["ends"]?.array?.first?["outcome"] == "dead_letter")
      health.set(200)
      // It is known after the process's end, too.
      await router.kill()
      try await router.start()
      #expect(try await router.reload(manifest(1, 100_000)))
      let reply = try await router.admin.send(
        "POST", "/v1/events:replay", body: #"{"outcome":"dead_letter"}"#)
      #expect(reply.text.contains(#""replayed":2"#), "\(reply.text)")
      #expect(await function.wait(for: 5))
      #expect(function.calls.suffix(2).map { $0["version"] } == ["1", "1"])
      // What succeeds by a replay is no failure any more.
      #expect(
        try await eventually { try await router.list("events?outcome=failed").isEmpty })
      #expect(try await router.list("events").count == 2)
    }

    @Test func `an association that is named gets what it would have today, and no other`()
      async throws
    {
      let ward = try await Ward(200)
      for (id, type) in [("e1", "wanted"), ("e2", "other"), ("e3", "wanted")] {
        try await ward.send(id, ["ce-type": type])
      }
      #expect(try await ward.ids(ended: "success", count: 3).count == 3)
      let base = simple(target: "http: \"\(ward.function.url)\"", mode: "queued")
      let new = "\n  new: { from: in, to: f, mode: queued, filter: { exact: { type: wanted } } }"
      #expect(try await ward.router.reload("history: all\n\(base)\(new)"))
      let report = try await ward.replay(#"{"association":"new","all":true}"#)
      #expect(report["matched"] == 2 && report["replayed"] == 2)
      #expect(await ward.function.wait(for: 5))
      #expect(Set(ward.function.calls.suffix(2).map(\.id)) == ["e1", "e3"])
      // By its id what it does not want is left, and told so.
      let named = try await ward.replay(#"{"association":"new","ids":["e2"]}"#)
      #expect(named["replayed"] == 0 && named["left"]?.array?.first?["ids"] == ["e2"])
    }

    @Test func `events are chosen by their ids, and what is left is told`() async throws {
      let ward = try await Ward(500)
      try await ward.send("bad")
      #expect(try await ward.ids(ended: "failed", count: 1) == ["bad"])
      ward.health.set(200)
      try await ward.send("good")
      #expect(try await ward.ids(ended: "success", count: 1) == ["good"])
      let report = try await ward.replay(#"{"ids":["bad","good","never"]}"#)
      #expect(report["replayed"] == 1)
      let left = report["left"]?.array ?? []
      #expect(left.map { $0["ids"] } == [["good"], ["never"]])
      #expect(left.last?["reason"] == "there is no such event in the history")
      #expect(await ward.function.wait(for: 3))
      #expect(ward.function.calls.last?.id == "bad")
      _ = try await ward.replay(#"{"ids":["good"],"outcome":"any"}"#)
      #expect(await ward.function.wait(for: 4))
      #expect(ward.function.calls.last?.id == "good")
    }

    @Test func `a filter as manifests have it chooses by attributes and data`() async throws {
      let ward = try await Ward(500)
      for (id, total) in [("a1", 5), ("a2", 500), ("b1", 500)] {
        try await ward.send(id, ["ce-subject": id], body: #"{"total":\#(total)}"#)
      }
      #expect(try await ward.ids(ended: "failed", count: 3).count == 3)
      ward.health.set(200)
      let report = try await ward.replay(
        #"{"filter":{"prefix":{"subject":"a"},"data":{"total":[{"numeric":[">",100]}]}}}"#)
      #expect(report["matched"] == 1)
      #expect(await ward.function.wait(for: 4))
      #expect(ward.function.calls.last?.id == "a2")
    }

    @Test func `a rehearsal counts and changes nothing`() async throws {
      let ward = try await Ward(500)
      for id in ["e1", "e2"] { try await ward.send(id) }
      #expect(try await ward.ids(ended: "failed", count: 2).count == 2)
      let report = try await ward.replay(#"{"source":"in","dryRun":true}"#)
      #expect(report["replayed"] == 2 && report["dryRun"] == true)
      #expect(try await ward.router.list("queues").first?["depth"] == 0)
      #expect(ward.function.calls.count == 2)
    }

    @Test func `a rate spaces deliveries, and a replay goes on from its cursor`() async throws {
      let ward = try await Ward(500)
      for id in ["e1", "e2", "e3"] { try await ward.send(id) }
      #expect(try await ward.ids(ended: "failed", count: 3) == ["e1", "e2", "e3"])
      ward.health.set(200)
      let first = try await ward.replay(#"{"type":"test","rate":"1/h","limit":2}"#)
      #expect(first["replayed"] == 2)
      let cursor = try #require(first["cursor"]?.string)
      let due = try #require(first["nextDueAt"]?.string)
      #expect(await ward.function.wait(for: 4))
      #expect(ward.function.calls.last?.id == "e1")
      let second = try await ward.replay(
        #"{"type":"test","rate":"1/h","cursor":"\#(cursor)","dueAt":"\#(due)"}"#)
      #expect(second["replayed"] == 1 && second["cursor"] == .null)
      let queue = try #require(try await ward.router.list("queues").first)
      #expect(queue["delayed"] == 2)
    }

    @Test func `a window of dedupe does not swallow a replay`() async throws {
      let health = Health(500)
      let function = try await RecordingFunction { _, _ in FunctionAnswer(health.status) }
      let router = try await RunningRouter(
        """
        history: all
        functions: { f: { target: { http: "\(function.url)" } } }
        sources: { in: { http: { path: /in } } }
        associations:
          a: { from: in, to: f, mode: queued, dedupe: { window: 1h }, delivery: { retries: 0 } }
        """)
      _ = try await router.http.send("POST", "/in", cloudEvent("e1"))
      #expect(try await eventually { try await !router.list("events?outcome=failed").isEmpty })
      health.set(200)
      _ = try await router.admin.send("POST", "/v1/events:replay", body: #"{"all":true}"#)
      #expect(await function.wait(for: 2))
    }

    @Test func `a source may be left out, and large bodies are kept up to the limit`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        history: all
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          in: { http: { path: /in, maxBody: 4MiB } }
          quiet: { http: { path: /quiet }, history: false }
        associations: { a: { from: [in, quiet], to: f } }
        """)
      _ = try await router.http.send("POST", "/quiet", cloudEvent("q"))
      for (id, size) in [("small", 10), ("large", 900_000), ("huge", 2_000_000)] {
        let body = String(repeating: "x", count: size)
        let reply = try await router.http.send("POST", "/in", cloudEvent(id), body: body)
        #expect(reply.status == 200)
      }
      let events = try await router.list("events")
      #expect(events.map { $0["id"]?.string } == ["small", "large", "huge"])
      #expect(events.map { $0["whole"]?.bool } == [true, true, false])
      let reply = try await router.admin.send(
        "POST", "/v1/events:replay", body: #"{"outcome":"success"}"#)
      let report = try JSONValue(parsing: reply.body.span)
      #expect(report["replayed"] == 2)
      #expect(report["left"]?.array?.first?["ids"] == ["huge"])
      #expect(await function.wait(for: 6))
      #expect(Set(function.calls.suffix(2).map { $0.text.utf8.count }) == [10, 900_000])
    }

    @Test func `the history is listed in pages, and by each filter`() async throws {
      let ward = try await Ward(200)
      for number in 0..<5 {
        try await ward.send("e\(number)", ["ce-type": number == 3 ? "odd" : "even"])
      }
      #expect(try await ward.ids(ended: "success", count: 5).count == 5)
      #expect(try await ward.events("type=odd").map { $0["id"] } == ["e3"])
      #expect(try await ward.events("source=in&from=1h").count == 5)
      #expect(try await ward.events("to=1h").isEmpty)
      let first = try await ward.router.admin.send("GET", "/v1/events?limit=3")
      let page = try JSONValue(parsing: first.body.span)
      #expect(page["items"]?.array?.count == 3)
      let cursor = try #require(page["cursor"]?.string)
      let rest = try await ward.events("cursor=\(cursor)")
      #expect(rest.map { $0["id"] } == ["e3", "e4"])
      #expect(rest[0]["attributes"]?["source"] == "/tests")
      #expect(rest[0]["ends"]?.array?.first?["function"] == "f:latest")
    }

    @Test func `what can't be meant is refused`() async throws {
      let ward = try await Ward(200)
      for (body, status, words) in [
        ("[]", 400, "the body is a JSON object"), ("{}", 400, "say which: ids, filters"),
        (#"{"association":"a"}"#, 400, "say which"),
        (#"{"all":true,"source":"in"}"#, 400, "stands alone"),
        (#"{"from":"soon"}"#, 400, #"\"from\" is a time back such as 2h"#),
        (#"{"outcome":"bad"}"#, 400, "failed, dead_letter, expired, success, any"),
        (#"{"source":"inn"}"#, 404, "there is no source `inn`; did you mean `in`?"),
        (#"{"all":true,"association":"z"}"#, 404, "there is no association `z`"),
        (#"{"filter":{"exakt":{}}}"#, 400, "Did you mean `exact`?"),
        (#"{"all":true,"rate":"fast"}"#, 400, #"\"rate\" is a text such as"#),
        (#"{"all":true,"limit":0}"#, 400, "from 1 to 10000"),
        (#"{"all":true,"cursor":"7"}"#, 400, "what the part before gave"),
        (#"{"all":true,"dueAt":"soon"}"#, 400, "is an instant before 2262, such as"),
        (#"{"ids":[]}"#, 400, "a list of 1 to 1000 texts"),
        (#"{"al":true}"#, 400, "unknown member `al`"),
      ] {
        let reply = try await ward.router.admin.send("POST", "/v1/events:replay", body: body)
        #expect(reply.status == status && reply.text.contains(words), "\(body): \(reply.text)")
      }
      for query in ["limit=0", "cursor=x", "from=soon", "outcome=bad", "source=%20"] {
        let reply = try await ward.router.admin.send("GET", "/v1/events?\(query)")
        #expect(reply.status == 400, "\(query): \(reply.text)")
      }
      #expect(try await ward.router.admin.send("GET", "/v1/events:replay").status == 405)
    }

    @Test func `where nothing is kept, the answer says how to switch it on`() async throws {
      let ward = try await Ward(200, history: "off")
      try await ward.send("e1")
      for (method, path) in [("POST", "/v1/events:replay"), ("GET", "/v1/events")] {
        let reply = try await ward.router.admin.send(
          method, path, body: method == "POST" ? #"{"all":true}"# : "")
        #expect(reply.status == 409 && reply.text.contains("write `history: all`"))
      }
    }
  }
}
