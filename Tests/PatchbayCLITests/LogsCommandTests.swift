import TestSupport
import Testing

@testable import PatchbayCLI

struct LogsCommandTests {
  private static let lines = [
    #"{"time":"2026-01-01T00:00:00.000Z","level":"info","message":"function wrote to standard error""#
      + #","function":"f:1","event":"e1","line":"hello\u001b[31m"}"#,
    #"{"time":"2026-01-01T00:00:01.000Z","level":"info","message":"delivery is dead","delivery":"d1""#
      + #","function":"f:2","attempt":"3","reason":"exit status 1"}"#,
  ]

  private static let shown = """
    2026-01-01T00:00:00.000Z f:1 hello\\u{1B}[31m
    2026-01-01T00:00:01.000Z f:2 patchbay: delivery is dead delivery=d1 attempt=3 \
    reason="exit status 1"

    """

  private static let list = #"{"items":[\#(lines.joined(separator: ","))],"cursor":null}"#

  @Test func `people see what a program wrote, and what the router says, by time and version`()
    async throws
  {
    let router = try await FakeRouter([
      "GET /v1/functions/f/logs": .init(body: Self.list),
      "GET /v1/functions/f/versions/1/logs?since=5m&tail=20": .init(body: Self.list),
    ])
    let all = await Transcript.of("logs", "f", "--admin", router.address)
    #expect(all.output == Self.shown, "\(all.errors)")
    #expect(all.status == 0)
    let some = await Transcript.of(
      "logs", "f:1", "--since", "5m", "--tail", "20", "-o", "json", "--admin", router.address)
    #expect(some.output == Self.lines.map { $0 + "\n" }.joined(), "\(some.errors)")
    await router.stop()
  }

  @Test(arguments: [true, false])
  func `lines that come one by one are shown as they come, however they are cut`(isJSON: Bool)
    async throws
  {
    let stream = Self.lines.map { $0 + "\n" }.joined()
    let server = try await RawServer { peer in
      let head = try await peer.read(to: "\r\n\r\n")
      #expect(head.hasPrefix("GET /v1/functions/f/logs?follow=true&tail=1 HTTP/1.1\r\n"))
      try await peer.send(
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
      )
      for character in stream { try await peer.send("1\r\n\(character)\r\n") }
      try await peer.send("0\r\n\r\n")
    }
    let result = await Transcript.of(
      ["logs", "f", "-f", "--tail", "1", "--admin", "127.0.0.1:\(server.port)"]
        + (isJSON ? ["-o", "json"] : []))
    #expect(result.output == (isJSON ? stream : Self.shown), "\(result.errors)")
    #expect(result.status == 0)
  }

  @Test func `a stream that breaks off, and a problem, are failures`() async throws {
    let server = try await RawServer { peer in
      _ = try await peer.read(to: "\r\n\r\n")
      try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n")
    }
    let broken = await Transcript.of(
      "logs", "f", "-f", "--admin", "127.0.0.1:\(server.port)")
    #expect(broken.status == 1)
    let router = try await FakeRouter([
      "GET /v1/functions/f/logs?follow=true": .init(
        status: 503, type: "application/problem+json",
        body: #"{"detail":"too many follow logs, or the router stops"}"#)
    ])
    let refused = await Transcript.of("logs", "f", "-f", "--admin", router.address)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("too many follow logs"), "\(refused.errors)")
    await router.stop()
  }

  @Test(arguments: [
    ["logs"], ["logs", "f:live"], ["logs", "f", "--tail", "-1"], ["logs", "a%2f"],
  ])
  func `wrong usage is told`(words: [String]) async {
    #expect(await Transcript.of(words).status == 2)
  }
}
