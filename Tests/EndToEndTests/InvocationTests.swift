import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct InvocationTests {
    @Test func `functions are invoked without a source, now and queued`() async throws {
      let function = try await RecordingFunction { call, _ in FunctionAnswer(body: call.text) }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let now = try await router.http.send("POST", "/function/f", body: "now")
      #expect(now.status == 200 && now.text == "now")
      #expect(now.header("X-Patchbay-Function") == "f:latest")
      let later = try await router.http.send("POST", "/async-function/f", body: "later")
      #expect(later.status == 202 && later.header("X-Call-Id") != nil)
      #expect(await function.wait(for: 2))
      #expect(function.texts == ["now", "later"])
      let admin = try await router.admin.send("POST", "/v1/functions/f:invoke", body: "admin")
      #expect(admin.status == 200 && admin.text == "admin")
    }

    @Test func `a queued call is cancelled by its id, once`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let later = try await router.http.send(
        "POST", "/async-function/f", ["Patchbay-Not-Before": "3600"], body: "never")
      let call = try #require(later.header("X-Call-Id"))
      #expect(try await router.http.send("DELETE", "/async-function/\(call)").status == 202)
      let again = try await router.http.send("DELETE", "/async-function/\(call)")
      #expect(again.status == 404 && isProblem(again))
      let queue = try await router.admin.send("GET", "/v1/queues/f").text
      #expect(queue.contains(#""depth":0"#), "\(queue)")
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains(#"outcome="cancelled"} 1"#))
      #expect(function.texts.isEmpty)
      let story = try await router.admin.send("GET", "/v1/events/\(call)").text
      #expect(story.contains(#""then":"cancelled""#), "\(story)")
    }

    @Test(arguments: ["/function/", "/async-function/"], ["nobody", "f:7", "f:nobody", "%20"])
    func `what does not exist is answered 404`(path: String, name: String) async throws {
      let router = try await RunningRouter(simple(target: "http: \"http://127.0.0.1:9/\""))
      let reply = try await router.http.send("POST", path + name, body: "x")
      #expect(reply.status == 404 && isProblem(reply))
    }

    @Test func `unknown paths are 404 and unknown methods 405 with Allow`() async throws {
      let router = try await RunningRouter(simple(target: "http: \"http://127.0.0.1:9/\""))
      #expect(try await router.http.send("POST", "/nowhere").status == 404)
      let reply = try await router.http.send("DELETE", "/in/x")
      #expect(reply.status == 405)
      let allowed = (reply.header("Allow") ?? "").split(separator: ",").map {
        String($0.filter { $0 != " " })
      }
      #expect(Set(allowed).isSuperset(of: ["GET", "POST", "PUT"]))
    }

    @Test func `whoever asks may send: CloudEvents' abuse protection`() async throws {
      let router = try await RunningRouter(simple(target: "http: \"http://127.0.0.1:9/\""))
      let reply = try await router.http.send(
        "OPTIONS", "/in/x", ["WebHook-Request-Origin": "events.example.com"])
      #expect(reply.status == 200)
      #expect(reply.header("WebHook-Allowed-Origin") == "events.example.com")
      #expect(reply.header("WebHook-Allowed-Rate") != nil)
      #expect(reply.header("Allow")?.contains("POST") == true)
    }

    @Test(arguments: ["sync", "queued"])
    func `one function's results are events for the next`(mode: String) async throws {
      let book = try await RecordingFunction { _, _ in
        FunctionAnswer(headers: [("Content-Type", "application/json")], body: #"{"booked":true}"#)
      }
      let audit = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          book: { target: { http: "\(book.url)" } }
          audit: { target: { http: "\(audit.url)" } }
        sources:
          in: { http: { path: /in } }
          booked: { function: book }
        associations:
          a: { from: in, to: book, mode: \(mode) }
          b: { from: booked, to: audit }
        """)
      _ = try await router.http.send("POST", "/in", cloudEvent("e1"), body: "x")
      #expect(await audit.wait(for: 1))
      let call = try #require(audit.calls.first)
      #expect(call.text == #"{"booked":true}"# && call["content-type"] == "application/json")
      #expect(call["ce-causationid"] == "e1" && call["ce-source"] == "/functions/book:latest")
      #expect(book.calls.count == 1)
    }

    @Test func `a result that is an event keeps what it says, and a 202 is no result`()
      async throws
    {
      let book = try await RecordingFunction { call, _ in
        if call.text == "later" { return FunctionAnswer(202, body: "not yet") }
        return FunctionAnswer(headers: cloudEvent("r1").map { ($0.key, $0.value) }, body: "done")
      }
      let audit = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          book: { target: { http: "\(book.url)" } }
          audit: { target: { http: "\(audit.url)" } }
        sources: { booked: { function: book } }
        associations: { b: { from: booked, to: audit } }
        """)
      #expect(try await router.http.send("POST", "/function/book", body: "later").status == 202)
      #expect(try await router.http.send("POST", "/function/book", body: "now").status == 200)
      #expect(await audit.wait(for: 1))
      #expect(audit.calls.map(\.id) == ["r1"] && audit.texts == ["done"])
    }
  }
}
