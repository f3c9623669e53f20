import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct LimitsTests {
    @Test func `a function that takes too long is answered 504`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", function: "timeout: 200ms"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      latch.open()
      #expect(reply.status == 504 && isProblem(reply))
    }

    @Test func `one more than the limit is answered 429 with Retry-After`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", function: "concurrency: 1, maxWait: 50ms"))
      async let first = router.http.send("POST", "/in/x", body: "1")
      #expect(await function.wait(for: 1))
      let second = try await router.http.send("POST", "/in/x", body: "2")
      #expect(second.status == 429 && isProblem(second))
      #expect(second.header("Retry-After").flatMap { Int($0) } ?? 0 >= 1)
      latch.open()
      #expect(try await first.status == 200)
      #expect(function.calls.count == 1)
    }

    @Test func `where no connection comes free in time the answer is 503 with Retry-After`()
      async throws
    {
      let latch = Latch()
      let function = try await RecordingFunction { call, _ in
        if call.text == "1" { await latch.pass() }
        return FunctionAnswer(body: call.text)
      }
      let target = "target: { http: \"\(function.url)\", connections: { max: 1 } }"
      let router = try await RunningRouter(
        """
        functions:
          patient: { \(target) }
          hasty: { \(target), timeout: 100ms }
        """, threads: 1)
      async let first = router.http.send("POST", "/function/patient", body: "1")
      #expect(await function.wait(for: 1))
      let second = try await router.http.send("POST", "/function/hasty", body: "2")
      #expect(second.status == 503 && isProblem(second))
      #expect(second.header("Retry-After") == "1")
      #expect(second.text.contains("its 1 connections are all in use"))
      latch.open()
      #expect(try await first.text == "1")
      #expect(try await router.http.send("POST", "/function/hasty", body: "3").text == "3")
      #expect(function.texts == ["1", "3"])
    }

    @Test func `where everybody waits too long, the next is told at once to come later`()
      async throws
    {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", function: "concurrency: 1, maxWait: 1s"))
      let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
        for number in 0..<10 {
          group.addTask { try await router.http.send("POST", "/in/x", body: "\(number)") }
          await pause(.milliseconds(250))
        }
        latch.open()
        var replies: [HTTPReply] = []
        for try await reply in group { replies.append(reply) }
        return replies
      }
      let turnedAway = replies.filter { $0.status == 503 }
      #expect(!turnedAway.isEmpty && turnedAway.allSatisfy(isProblem))
      #expect(turnedAway.allSatisfy { $0.header("Retry-After") == "1" })
      #expect(replies.allSatisfy { [200, 429, 503].contains($0.status) })
    }

    @Test func `who waits for a place gets it as soon as one is free`() async throws {
      let function = try await RecordingFunction { _, _ in
        await pause(.milliseconds(20))
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", function: "concurrency: 3, maxWait: 30s"))
      let replies = try await sendAtOnce(60, to: router)
      #expect(replies.allSatisfy { $0.status == 200 })
      #expect(function.calls.count == 60 && function.mostAtOnce <= 3)
    }

    @Test func `a function that can't be reached is answered 502`() async throws {
      let port = try FreePort.next()
      let router = try await RunningRouter(simple(target: "http: \"http://127.0.0.1:\(port)/\""))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 502 && isProblem(reply))
    }

    @Test func `a function that breaks off is answered 502`() async throws {
      let function = try await RecordingFunction { _, _ in .brokenOff }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 502 && isProblem(reply))
      #expect(function.calls.count == 1)
    }

    @Test func `a body over the source's limit is answered 413`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources: { in: { http: { path: /in, maxBody: 1KiB } } }
        associations: { a: { from: in, to: f } }
        """)
      let big = String(repeating: "x", count: 1_025)
      #expect(try await router.http.send("POST", "/in", body: big).status == 413)
      #expect(try await router.http.send("POST", "/in", body: String(big.dropLast())).status == 200)
      #expect(function.calls.count == 1)
    }
  }
}

func isProblem(_ reply: HTTPReply) -> Bool {
  reply.header("Content-Type") == "application/problem+json"
}
