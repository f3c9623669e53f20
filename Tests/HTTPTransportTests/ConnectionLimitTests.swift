import EventLoops
import Synchronization
import TestSupport
import Testing

@testable import HTTPTransport

/// How many connections a pool has, for how long, and who waits for one.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionLimitTests {
  private func withPool<Result: Sendable>(
    _ function: RecordingFunction, max: Int = 4_096, idle: Duration = .seconds(60),
    age: Duration = .seconds(3_600), waiting: Duration = patience,
    _ body:
      @escaping @Sendable (_ send: @escaping @Sendable (String) async -> String) async ->
      Result
  ) async throws -> Result {
    let test = try TestLoop()
    defer { test.end() }
    var limits = UpstreamLimits()
    limits.connections = max
    limits.idle = idle
    limits.age = age
    let pool = UpstreamPool(
      to: .host("127.0.0.1", port: function.port), loop: test.loop, limits: limits)
    return await test.run {
      let result = await body { text in
        await answer(to: text, from: pool, test.loop, within: waiting)
      }
      pool.close()
      return result
    }
  }

  @Test func `beyond the limit requests wait, first come first served`() async throws {
    let latch = Latch()
    let function = try await RecordingFunction { call, _ in
      if call.text == "0" { await latch.pass() }
      return FunctionAnswer(body: call.text)
    }
    let answers = try await withPool(function, max: 1) { send in
      await withTaskGroup(of: String.self) { group in
        group.addTask { await send("0") }
        _ = await function.wait(for: 1)
        for number in 1...4 { group.addTask { await send("\(number)") } }
        await pause(.milliseconds(20))
        latch.open()
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
    #expect(answers.sorted() == ["0", "1", "2", "3", "4"])
    #expect(function.mostAtOnce == 1)
  }

  @Test func `who waits in vain is told so, and leaves the line`() async throws {
    let latch = Latch()
    let function = try await RecordingFunction { call, _ in
      if call.text == "0" { await latch.pass() }
      return FunctionAnswer(body: call.text)
    }
    let answers = try await withPool(function, max: 1) { send in
      async let first = send("0")
      _ = await function.wait(for: 1)
      let second = await send("impatient")
      latch.open()
      return [await first, second, await send("3")]
    }
    #expect(answers == ["0", "its 1 connections are all in use", "3"])
    #expect(function.texts == ["0", "3"])
  }

  @Test func `who has waited in vain takes nobody's place in the line`() async throws {
    let latch = Latch()
    let function = try await RecordingFunction { call, _ in
      if call.text == "0" { await latch.pass() }
      return FunctionAnswer(body: call.text)
    }
    let answers = try await withPool(function, max: 1) { send in
      async let first = send("0")
      _ = await function.wait(for: 1)
      for _ in 0..<2 {
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<UpstreamLimits.fewestWaiting {
            group.addTask { _ = await send("impatient") }
          }
        }
      }
      async let patient = send("1")
      await pause(.milliseconds(20))
      latch.open()
      return [await first, await patient]
    }
    #expect(answers == ["0", "1"])
  }

  @Test func `a connection that breaks makes room for who waits`() async throws {
    let latch = Latch()
    let function = try await RecordingFunction { call, _ in
      guard call.text == "0" else { return FunctionAnswer(body: call.text) }
      await latch.pass()
      return .brokenOff
    }
    let answers = try await withPool(function, max: 1) { send in
      async let first = send("0")
      _ = await function.wait(for: 1)
      async let second = send("1")
      await pause(.milliseconds(20))
      latch.open()
      return [await first, await second]
    }
    #expect(answers == ["connection lost: connection closed", "1"])
  }

  @Test func `a place is free again after whoever waited for it, with others behind in vain`()
    async throws
  {
    let latch = Latch()
    let function = try await RecordingFunction { call, _ in
      if call.text == "0" { await latch.pass() }
      return call.text == "2" ? FunctionAnswer(body: call.text) : .brokenOff
    }
    let answers = try await withPool(function, max: 1) { send in
      async let first = send("0")
      _ = await function.wait(for: 1)
      async let second = send("1")
      await pause(.milliseconds(20))
      _ = await send("impatient")
      latch.open()
      return [await first, await second, await send("2")]
    }
    let lost = "connection lost: connection closed"
    #expect(answers == [lost, lost, "2"])
  }

  @Test func `a dead connection is replaced within the limit`() async throws {
    let function = try await RecordingFunction { call, _ in FunctionAnswer(body: call.text) }
    let answers = try await withPool(function, max: 1) { send in
      let first = await send("0")
      await function.stop()
      try? await function.start()
      return [first, await send("safe"), await send("2")]
    }
    #expect(answers == ["0", "safe", "2"])
  }

  @Test func `no place is lost where nobody answers`() async throws {
    let function = try await RecordingFunction { call, _ in FunctionAnswer(body: call.text) }
    await function.stop()
    let answers = try await withPool(function, max: 1) { send in
      var answers = [await send("0"), await send("1")]
      try? await function.start()
      answers.append(await send("2"))
      return answers
    }
    #expect(answers[0].hasPrefix("no connection") && answers[1].hasPrefix("no connection"))
    #expect(answers[2] == "2")
  }

  @Test(arguments: [(Duration.zero, Duration.seconds(60)), (.seconds(60), .zero)])
  func `what may not be kept is closed after its answer`(idle: Duration, age: Duration)
    async throws
  {
    let peers = Mutex(0)
    let server = try await RawServer { peer in
      peers.withLock { $0 += 1 }
      _ = try await peer.read(to: "\r\n\r\n")
      try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      // Nothing more comes: the client has closed.
      #expect(try await peer.readToEnd() == "")
    }
    let test = try TestLoop()
    defer { test.end() }
    var limits = UpstreamLimits()
    limits.idle = idle
    limits.age = age
    let pool = UpstreamPool(
      to: .host("127.0.0.1", port: server.port), loop: test.loop, limits: limits)
    let answers = await test.run {
      [
        await answer(to: "", from: pool, test.loop), await answer(to: "", from: pool, test.loop),
      ]
    }
    #expect(answers == ["ok", "ok"])
    #expect(peers.withLock { $0 } == 2)
  }
}

/// The answer's body, or why there is none.
///
/// - Parameters:
///   - text: `safe` may be sent twice: that a connection is dead may be known too late.
///   - within: how long; what is `impatient` waits a tenth of a second.
private func answer(
  to text: String, from pool: UpstreamPool, _ loop: EventLoop, within: Duration = patience
) async -> String {
  let time: Duration = text == "impatient" ? .milliseconds(100) : within
  let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(text.utf8.count)\r\n\r\n"
  let request = UpstreamRequest(
    head: Array(head.utf8), body: Array(text.utf8), isSafe: text == "safe",
    deadline: loop.now + time, maxReplyBytes: 1_024)
  do throws(HTTPClientError) {
    return String(decoding: try await pool.send(request).body, as: UTF8.self)
  } catch {
    return error.description
  }
}
