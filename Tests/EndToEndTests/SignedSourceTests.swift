import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct SignedSourceTests {
    @Test func `a signed request is taken and a forged one makes no event`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          hooks: { http: { path: /hooks, auth: { hmac: { scheme: github, secrets: ["new", "${env:OLD}"] } } } }
        associations: { a: { from: hooks, to: f, mode: queued } }
        """, environment: ["OLD": "It's a Secret to Everybody"])
      let code = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      let signed = ["X-Hub-Signature-256": "sha256=\(code)"]
      let taken = try await router.http.send("POST", "/hooks", signed, body: "Hello, World!")
      #expect(taken.status == 202)
      let forged = try await router.http.send("POST", "/hooks", signed, body: "Hello, World?")
      #expect(forged.status == 401)
      #expect(forged.header("WWW-Authenticate") == "HMAC realm=\"hooks\"")
      #expect(try await router.http.send("POST", "/hooks", body: "Hello, World!").status == 401)
      let batch = signed.merging(["Content-Type": "application/cloudevents-batch+json"]) { $1 }
      #expect(try await router.http.send("POST", "/hooks", batch, body: "[]").status == 401)
      // The connection goes on after a refusal.
      let again = try await router.http.send("POST", "/hooks", signed, body: "Hello, World!")
      #expect(again.status == 202)
      #expect(await function.wait(for: 2))
      #expect(function.texts == ["Hello, World!", "Hello, World!"])
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains("patchbay_refused_total{source=\"hooks\",reason=\"invalid\"} 2"))
    }
  }
}
