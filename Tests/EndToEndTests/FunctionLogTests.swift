import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct FunctionLogTests {
    private static let manifest = """
      functions:
        f:
          versions:
            1: { target: { exec: [/bin/sh, -c, 'cat >&2'] } }
            2:
              target:
                exec: [/bin/sh, -c, 'echo "key $KEY" >&2; exit 3']
                environment: { KEY: "${env:SECRET}" }
        g: { target: { exec: [/bin/cat] } }
      sources: { in: { http: { path: /in } } }
      associations:
        a: { from: in, to: "f:2", mode: queued, delivery: { retries: 1, delay: 10ms } }
      """

    private func router() async throws -> RunningRouter {
      try await RunningRouter(Self.manifest, environment: ["SECRET": "s-4711"])
    }

    private func lines(_ router: RunningRouter, _ query: String) async throws -> [JSONValue] {
      let reply = try await router.admin.send("GET", "/v1/functions/\(query)")
      try #require(reply.status == 200, "\(query): \(reply.text)")
      return try JSONValue(parsing: reply.body.span)["items"]?.array ?? []
    }

    private func written(_ lines: [JSONValue]) -> [String] {
      lines.compactMap { $0["line"]?.string }
    }

    @Test func `what programs write, and what becomes of deliveries, is told of each function`()
      async throws
    {
      let router = try await router()
      let sent = try await router.http.send("POST", "/function/f:1", body: "one\ntwo\nthree\n")
      #expect(sent.status == 200)
      #expect(try await router.http.send("POST", "/in", cloudEvent("e1")).status == 202)
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      let all = try await lines(router, "f/logs")
      #expect(
        all.map { $0["message"]?.string } == [
          "function wrote to standard error", "function wrote to standard error",
          "function wrote to standard error", "function wrote to standard error",
          "delivery will be retried", "function wrote to standard error", "delivery is dead",
        ])
      #expect(written(all) == ["one", "two", "three", "key ***", "key ***"])
      #expect(all.last?["reason"] == "exit status 3")
      #expect(all.allSatisfy { $0["time"]?.string?.hasSuffix("Z") == true })
      #expect(written(try await lines(router, "f/versions/1/logs?tail=2")) == ["two", "three"])
      #expect(try await lines(router, "f/logs?since=1h").count == all.count)
      #expect(try await lines(router, "f/logs?since=2100-01-01T00:00:00Z").isEmpty)
      #expect(try await lines(router, "f/logs?tail=0").isEmpty)
      #expect(try await lines(router, "g/logs").isEmpty)
      #expect(!router.log.text.contains("4711"))
    }

    @Test func `who follows gets each line as it is written, until the router stops`() async throws
    {
      let router = try await router()
      _ = try await router.http.send("POST", "/function/f:1", body: "before\n")
      let client = try await RawPeer.connect(to: router.admin.port)
      try await client.send(
        "GET /v1/functions/f/logs?follow=true&tail=1 HTTP/1.1\r\nHost: x\r\n\r\n")
      let head = try await client.read(to: "\r\n\r\n")
      #expect(head.hasPrefix("HTTP/1.1 200 "))
      #expect(head.contains("\r\nContent-Type: application/x-ndjson\r\n"))
      #expect(head.contains("\r\nTransfer-Encoding: chunked\r\n"))
      #expect(try await client.read(to: "}\n\r\n").contains(#""line":"before"}"#))
      for text in ["one", "two"] {
        _ = try await router.http.send("POST", "/function/f:1", body: "\(text)\n")
        #expect(try await client.read(to: "}\n\r\n").contains(#""line":"\#(text)"}"#))
      }
      router.sendTerminate()
      #expect(try await client.readToEnd().hasSuffix("0\r\n\r\n"))
      #expect(await router.exitStatus() == .code(0))
    }

    @Test func `a follower that never reads holds nobody up, nor the router's end`() async throws {
      let router = try await router()
      let client = try await RawPeer.connect(to: router.admin.port)
      try await client.send("GET /v1/functions/f/logs?follow=true HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
      let line = String(repeating: "x", count: 2_000) + "\n"
      let body = String(repeating: line, count: 30)
      for _ in 0..<200 {
        #expect(try await router.http.send("POST", "/function/f:1", body: body).status == 200)
      }
      #expect(try await lines(router, "f/logs?tail=5").count == 5)
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
    }

    @Test func `followers that have gone make room for others, and one too many is told so`()
      async throws
    {
      let router = try await router()
      func follow() async throws -> (RawPeer, String) {
        let client = try await RawPeer.connect(to: router.admin.port)
        try await client.send("GET /v1/functions/g/logs?follow=true HTTP/1.1\r\nHost: x\r\n\r\n")
        return (client, try await client.read(to: "\r\n\r\n"))
      }
      var clients: [RawPeer] = []
      for _ in 0..<64 {
        let (client, head) = try await follow()
        #expect(head.hasPrefix("HTTP/1.1 200 "))
        clients.append(client)
      }
      #expect(try await follow().1.hasPrefix("HTTP/1.1 503 "))
      clients = []
      #expect(try await eventually { try await follow().1.hasPrefix("HTTP/1.1 200 ") })
    }

    @Test func `wrong questions are refused`() async throws {
      let router = try await router()
      for (query, status) in [
        ("none/logs", 404), ("f/logs/more", 404), ("f/logs?tail=-1", 400), ("f/logs?tail=x", 400),
        ("f/logs?since=yesterday", 400), ("f/logs?follow=perhaps", 400), ("%25/logs", 404),
      ] {
        let reply = try await router.admin.send("GET", "/v1/functions/\(query)")
        #expect(reply.status == status, "\(query): \(reply.text)")
      }
      #expect(try await router.admin.send("POST", "/v1/functions/f/logs").status == 405)
      #expect(
        try await router.admin.send("HEAD", "/v1/functions/f/logs?follow=true").status == 200)
    }
  }
}
