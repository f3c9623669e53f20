import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct FormatsTests {
    @Test func `structured targets get the event as one JSON document`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\", format: structured"))
      let headers = cloudEvent("e1", ["Content-Type": "application/json", "ce-colour": "red"])
      _ = try await router.http.send("POST", "/in/x", headers, body: #"{"a":1}"#)
      let call = try #require(function.calls.first)
      #expect(call["content-type"]?.hasPrefix("application/cloudevents+json") == true)
      #expect(call.id == nil)
      let event = try JSONValue(parsing: call.body.span)
      #expect(event["id"]?.string == "e1" && event["colour"]?.string == "red")
      #expect(event["data"]?["a"]?.integer == 1)
    }

    @Test func `passthrough targets get the request as it came`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)base\", format: passthrough"))
      let headers = [
        "X-Mine": "1", "Content-Type": "text/plain", "Connection": "x-hop", "X-Hop": "no",
      ]
      _ = try await router.http.send("PUT", "/in/some/where?a=b&c", headers, body: "data")
      let call = try #require(function.calls.first)
      #expect(call.method == "PUT" && call.target == "/base/some/where?a=b&c")
      #expect(call.text == "data" && call["content-type"] == "text/plain")
      #expect(call["x-mine"] == "1" && call["x-hop"] == nil)
      #expect(call.id != nil && call["ce-specversion"] == "1.0")
      #expect(call["host"] == "127.0.0.1:\(function.port)")
    }

    @Test(arguments: [("", "?size=small"), ("?a=b", "?size=small&a=b")])
    func `a passthrough target's own query stands before the request's`(
      asked: String, got: String
    ) async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)base?size=small\", format: passthrough"))
      _ = try await router.http.send("GET", "/in/some/where\(asked)")
      #expect(try #require(function.calls.first).target == "/base/some/where\(got)")
    }

    @Test(arguments: ["sync", "queued"])
    func `what only Patchbay or a proxy may say never comes from a client`(mode: String)
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\", format: passthrough, headers: { X-Key: ours }",
          mode: mode))
      let forged = [
        "X-Patchbay-Function", "x-patchbay-event-id", "X_Patchbay_Function", "ce_id", "Forwarded",
        "X-Forwarded-For", "X-Forwarded-Host", "X_Forwarded_For", "X-Real-IP", "x-key",
        "Keep-Alive", "Proxy-Authorization", "TE", "Trailer", "Upgrade", "X-Hop",
      ]
      var headers = Dictionary(uniqueKeysWithValues: forged.map { ($0, "forged") })
      headers["Connection"] = "X-Hop, close"
      headers["X-Kept"] = "kept"
      let reply = try await router.http.send("POST", "/in/x", headers, body: "data")
      #expect(reply.status == (mode == "sync" ? 200 : 202))
      #expect(await function.wait(for: 1))
      let call = try #require(function.calls.first)
      #expect(call.headers.filter { $0.value.contains("forged") }.map(\.name) == [])
      #expect(call["x-kept"] == "kept" && call["x-key"] == "ours")
    }

    @Test func `an attribute can't add a header to what a function gets`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      for (name, status) in [("subject", 200), ("datacontenttype", 400)] {
        let event =
          #"{"specversion":"1.0","id":"s","source":"/s","type":"t","\#(name)":"a/b\r\nX-Evil: 1"}"#
        let type = ["Content-Type": "application/cloudevents+json"]
        let reply = try await router.http.send("POST", "/in/x", type, body: event)
        #expect(reply.status == status || reply.status == 400, "\(name)")
      }
      #expect(try await router.http.send("POST", "/in/a%0d%0aX-Evil:%201", body: "x").status == 200)
      #expect(function.calls.allSatisfy { $0["x-evil"] == nil })
    }

    @Test func `a GET passes through, queued too`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\", format: passthrough", mode: "queued"))
      #expect(try await router.http.send("GET", "/in/a?q=1", ["X-Mine": "1"]).status == 202)
      #expect(await function.wait(for: 1))
      let call = try #require(function.calls.first)
      #expect(call.method == "GET" && call.target == "/a?q=1" && call["x-mine"] == "1")
    }

    @Test func `a structured event comes in as what it is`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let event = #"{"specversion":"1.0","id":"s1","source":"/s","type":"t","data":{"a":1}}"#
      let type = ["Content-Type": "application/cloudevents+json"]
      #expect(try await router.http.send("POST", "/in/x", type, body: event).status == 200)
      let call = try #require(function.calls.first)
      #expect(call.id == "s1" && call["ce-source"] == "/s" && call.text == #"{"a":1}"#)
    }

    @Test func `each event of a batch is delivered`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued"))
      let events = (0..<3).map {
        #"{"specversion":"1.0","id":"b\#($0)","source":"/s","type":"t","data":"\#($0)"}"#
      }
      let reply = try await router.http.send(
        "POST", "/in/x", ["Content-Type": "application/cloudevents-batch+json"],
        body: "[\(events.joined(separator: ","))]")
      #expect(reply.status == 202)
      #expect(await function.wait(for: 3))
      #expect(Set(function.calls.map(\.id)) == ["b0", "b1", "b2"])
    }

    @Test func `a batch of which one event failed is answered with that failure`() async throws {
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(call.id == "b1" ? 503 : 200)
      }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let events = (0..<3).map {
        #"{"specversion":"1.0","id":"b\#($0)","source":"/s","type":"t"}"#
      }
      let reply = try await router.http.send(
        "POST", "/in/x", ["Content-Type": "application/cloudevents-batch+json"],
        body: "[\(events.joined(separator: ","))]")
      #expect(reply.status == 503)
      let outcomes = try JSONValue(parsing: reply.body.span)["events"]?.array ?? []
      #expect(outcomes.map { $0["status"]?.integer } == [200, 503, 200])
    }

    @Test(arguments: [
      (["ce-id": "1", "ce-source": "/s", "ce-specversion": "1.0"], "", "type"),
      (
        ["ce-id": "1", "ce-source": "/s", "ce-type": "t", "ce-specversion": "2.0"], "",
        "specversion"
      ),
      (["Content-Type": "application/cloudevents+json"], #"{"specversion":"1.0""#, "JSON"),
      (
        ["Content-Type": "application/cloudevents+json"],
        #"{"specversion":"1.0","source":"/s","type":"t"}"#, "id"
      ),
    ])
    func `a malformed event is answered 400 with the reason`(
      headers: [String: String], body: String, word: String
    ) async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let reply = try await router.http.send("POST", "/in/x", headers, body: body)
      #expect(reply.status == 400 && isProblem(reply))
      #expect(reply.text.contains(word), "\(reply.text)")
      #expect(function.calls.isEmpty)
    }
  }
}
