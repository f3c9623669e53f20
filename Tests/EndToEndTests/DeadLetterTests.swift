import HTTPTransport
import JSONSyntax
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  struct DeadLetterTests {
    /// A router with dead letters of the events `1`…`count`, and a function that is well by now.
    private struct Ward {
      let function: RecordingFunction
      let router: RunningRouter
      private let health: Health

      init(_ count: Int, delivery: String = "retries: 0") async throws {
        let health = Health()
        self.health = health
        function = try await RecordingFunction { _, _ in FunctionAnswer(health.status) }
        router = try await RunningRouter(
          simple(target: "http: \"\(function.url)\"", mode: "queued", delivery: delivery))
        for number in 1...count {
          let headers = cloudEvent("\(number)", ["Content-Type": "text/plain"])
          _ = try await router.http.send("POST", "/in/x", headers, body: "data \(number)")
          let router = router
          #expect(
            try await eventually { try await router.list("dead-letters").count == number })
        }
        heal()
      }

      func heal() { health.set(200) }
      func sicken() { health.set(500) }

      func post(_ action: String, _ body: String) async throws -> JSONValue {
        let reply = try await router.admin.send("POST", "/v1/dead-letters:\(action)", body: body)
        #expect(reply.status == 200, "\(reply.text)")
        return try JSONValue(parsing: reply.body.span)
      }

      func ids() async throws -> [String] {
        try await router.list("dead-letters").compactMap { $0["id"]?.string }
      }

      func gauge() async throws -> String? {
        let text = try await router.admin.send("GET", "/metrics").text
        return text.split(separator: "\n").first { $0.hasPrefix("patchbay_dead_letters{") }
          .map { String($0.split(separator: " ")[1]) }
      }
    }

    private final class Health: Sendable {
      private let value = Mutex(500)
      var status: Int { value.withLock { $0 } }
      func set(_ status: Int) { value.withLock { $0 = status } }
    }

    @Test func `a redriven event comes once more, and says of which dead letter`() async throws {
      let ward = try await Ward(2)
      let id = try #require(try await ward.ids().first)
      let report = try await ward.post("redrive", #"{"ids":["\#(id)"]}"#)
      #expect(report["matched"] == 1 && report["redriven"] == 1 && report["left"] == [])
      #expect(await ward.function.wait(for: 3))
      let call = ward.function.calls[2]
      #expect(call.id == "1" && call.text == "data 1")
      #expect(call["ce-patchbayreplay"] == id)
      let letters = try await ward.router.list("dead-letters")
      #expect(letters.count == 2 && letters[0]["redrivenAt"]?.string != nil)
      #expect(letters[1]["redrivenAt"] == .null)
      let again = try await ward.post("redrive", #"{"ids":["\#(id)"]}"#)
      #expect(again["redriven"] == 0)
      #expect(again["left"]?.array?.first?["reason"] == "it has been redriven already")
      #expect(try await ward.gauge() == "2")
      _ = try await ward.post("redrive", #"{"ids":["\#(id)"],"again":true}"#)
      #expect(await ward.function.wait(for: 4))
    }

    @Test func `what dies again is a letter of its own`() async throws {
      let ward = try await Ward(1, delivery: "retries: 1, delay: 1ms")
      ward.sicken()
      let first = try #require(try await ward.ids().first)
      _ = try await ward.post("redrive", #"{"all":true}"#)
      #expect(try await eventually { try await ward.ids().count == 2 })
      let second = try #require(try await ward.ids().last)
      let reply = try await ward.router.admin.send("GET", "/v1/dead-letters/\(second)")
      let letter = try JSONValue(parsing: reply.body.span)
      #expect(letter["attempts"] == 2 && letter["data"] == "data 1")
      #expect(letter["attributes"]?["patchbayreplay"]?.string == first)
      #expect(letter["attributes"]?["id"] == "1" && letter["redrivenAt"] == .null)
      #expect(try await ward.gauge() == "2")
    }

    @Test func `a rate spaces redrives by due times that outlive a crash`() async throws {
      let ward = try await Ward(3)
      let report = try await ward.post("redrive", #"{"function":"f","rate":"1/h"}"#)
      #expect(report["redriven"] == 3)
      #expect(await ward.function.wait(for: 4))
      await ward.router.kill()
      try await ward.router.start()
      let queue = try #require(try await ward.router.list("queues").first)
      #expect(queue["delayed"] == 2)
      #expect(ward.function.calls.count <= 5, "the one under way may come again")
      #expect(try await ward.gauge() == "3")
    }

    @Test func `a rehearsal counts and changes nothing`() async throws {
      let ward = try await Ward(2)
      let redrive = try await ward.post("redrive", #"{"all":true,"dryRun":true}"#)
      #expect(redrive["redriven"] == 2 && redrive["dryRun"] == true)
      let purge = try await ward.post("purge", #"{"since":"1h","dryRun":true}"#)
      #expect(purge["purged"] == 2)
      let letters = try await ward.router.list("dead-letters")
      #expect(letters.count == 2 && letters.allSatisfy { $0["redrivenAt"] == .null })
    }

    @Test func `a purge takes what the filters say, and the gauge follows`() async throws {
      let ward = try await Ward(2)
      #expect(try await ward.post("purge", #"{"reason":"nonsense"}"#)["purged"] == 0)
      #expect(try await ward.post("purge", #"{"until":"1h"}"#)["purged"] == 0)
      let id = try #require(try await ward.ids().first)
      let report = try await ward.post("purge", #"{"ids":["\#(id)","x"]}"#)
      #expect(report["purged"] == 1)
      #expect(report["left"]?.array?.first?["reason"] == "there is no such dead letter")
      #expect(try await ward.gauge() == "1")
      #expect(try await ward.post("purge", #"{"reason":"500 HTTP"}"#)["purged"] == 1)
      #expect(try await ward.gauge() == nil)
    }

    @Test func `where the association or function has gone, the letter says so and stays`()
      async throws
    {
      let ward = try await Ward(1)
      let rest = "sources: { in: { http: { path: /in } } }"
      for (functions, associations, reason) in [
        ("f", "b: { from: in, to: f }", "its association a is not declared any more"),
        ("g", "a: { from: in, to: g }", "f:latest is not declared any more"),
      ] {
        let manifest = """
          functions: { \(functions): { target: { http: "\(ward.function.url)" } } }
          \(rest)
          associations: { \(associations) }
          """
        try ward.router.rewrite(manifest)
        ward.router.sendHangUp()
        #expect(
          try await eventually {
            let report = try await ward.post("redrive", #"{"all":true,"dryRun":true}"#)
            return report["left"]?.array?.first?["reason"]?.string == reason
          })
      }
      let report = try await ward.post("redrive", #"{"all":true}"#)
      #expect(report["redriven"] == 0 && report["matched"] == 1)
      #expect(try await ward.ids().count == 1)
    }

    @Test func `what is asked for must be said exactly`() async throws {
      let router = try await RunningRouter(simple(target: "exec: [/bin/cat]"))
      for (body, words) in [
        ("{}", "say which"), ("", "the body is a JSON object"), ("[]", "the body is a JSON object"),
        (#"{"al":true}"#, "unknown member `al`"), (#"{"all":1}"#, "is true or false"),
        (#"{"all":true,"ids":["x"]}"#, "stands alone"), (#"{"ids":[]}"#, "1 to 1000 texts"),
        (#"{"ids":[1]}"#, "1 to 1000 texts"), (#"{"function":"f:1"}"#, "without a version"),
        (#"{"since":"yesterday"}"#, "a time back"), (#"{"reason":7}"#, "is a text"),
        (#"{"all":true,"rate":"5"}"#, "10/s"),
      ] {
        let reply = try await router.admin.send("POST", "/v1/dead-letters:redrive", body: body)
        #expect(reply.status == 400 && reply.text.contains(words), "\(body): \(reply.text)")
      }
      let rate = try await router.admin.send(
        "POST", "/v1/dead-letters:purge", body: #"{"all":true,"rate":"1/s"}"#)
      #expect(rate.status == 400 && rate.text.contains("unknown member `rate`"))
      for (path, status) in [
        ("/v1/dead-letters:redrive", 405), ("/v1/dead-letters/none", 404),
        ("/v1/dead-letters?since=x", 400), ("/v1/dead-letters?function=", 400),
      ] {
        #expect(try await router.admin.send("GET", path).status == status, "\(path)")
      }
    }
  }
}
