import EventLoops
import HTTPTransport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct UpstreamPoolTests {
  @Test func `answers that end well leave the connection for the next request`() async throws {
    let (answers, heads) = try await send(["POST", "POST"], to: [[.answer, .answer]])
    #expect(answers == ["ok", "ok"])
    #expect(heads == [["POST", "POST"]])
  }

  @Test func `a pooled connection that was closed meanwhile is replaced`() async throws {
    let (answers, heads) = try await send(["POST", "POST"], to: [[.answer, .close], [.answer]])
    #expect(answers == ["ok", "ok"])
    #expect(heads == [["POST"], ["POST"]])
  }

  @Test func `a safe request that a pooled connection swallowed is sent once more`() async throws {
    let (answers, heads) = try await send(["GET", "GET"], to: [[.answer, .swallow], [.answer]])
    #expect(answers == ["ok", "ok"])
    #expect(heads == [["GET", "GET"], ["GET"]])
  }

  @Test func `a request that may have had an effect is never sent twice`() async throws {
    let (answers, heads) = try await send(["POST", "POST"], to: [[.answer, .swallow], [.answer]])
    #expect(answers == ["ok", "broken"])
    #expect(heads == [["POST", "POST"]])
  }

  @Test func `what fails on a new connection is not tried again`() async throws {
    let (answers, heads) = try await send(["GET"], to: [[.swallow], [.answer]])
    #expect(answers == ["broken"])
    #expect(heads == [["GET"]])
  }

  @Test func `the second try is the last`() async throws {
    let (answers, heads) = try await send(
      ["GET", "GET"], to: [[.answer, .swallow], [.swallow], [.answer]])
    #expect(answers == ["ok", "broken"])
    #expect(heads == [["GET", "GET"], ["GET"]])
  }

  @Test func `bytes nobody asked for end the connection`() async throws {
    let (answers, heads) = try await send(["GET", "GET"], to: [[.answerTwice], [.answer]])
    #expect(answers == ["ok", "ok"])
    #expect(heads == [["GET"], ["GET"]])
  }
}

/// What a server does on one connection, step by step.
private enum Step {
  case answer
  /// Answers what was asked, and what was not.
  case answerTwice
  /// Reads a request and breaks off.
  case swallow
  /// Breaks off before the next request.
  case close
}

/// Sends requests one after the other through one pool to a server that follows a script.
///
/// - Returns: each answer's body, or `broken`, and the methods that each connection brought.
private func send(
  _ methods: [String], to script: [[Step]]
) async throws -> (answers: [String], heads: [[String]]) {
  let test = try TestLoop()
  defer { test.end() }
  return try await test.run {
    let loop = test.loop
    let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
    let listener = try Listener(address, loop: loop)
    let server = ScriptedServer(listener, loop)
    let serving = loop.spawn { await server.run(script) }
    let pool = UpstreamPool(host: "127.0.0.1", port: listener.address.port, loop: loop)
    var answers: [String] = []
    for method in methods {
      answers.append(await answer(to: method, from: pool, loop))
      // Lets the end of a connection arrive before the next request.
      try? await loop.sleep(for: .milliseconds(20))
    }
    pool.close()
    listener.close()
    await serving.value
    return (answers, server.heads)
  }
}

private func answer(to method: String, from pool: UpstreamPool, _ loop: EventLoop) async -> String {
  let request = UpstreamRequest(
    head: Array("\(method) / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".utf8), body: [],
    isSafe: method == "GET", deadline: loop.now + patience, maxReplyBytes: 1_024)
  do throws(HTTPClientError) {
    return String(decoding: try await pool.send(request).body, as: UTF8.self)
  } catch .broken {
    return "broken"
  } catch {
    return error.description
  }
}

// Safe because it is confined to its loop's thread.
private final class ScriptedServer: @unchecked Sendable {
  private let listener: Listener
  private let loop: EventLoop
  private(set) var heads: [[String]] = []

  init(_ listener: Listener, _ loop: EventLoop) {
    self.listener = listener
    self.loop = loop
  }

  func run(_ script: [[Step]]) async {
    for steps in script {
      guard let stream = try? await listener.accept() else { return }
      heads.append([])
      await follow(steps, on: stream, number: heads.count - 1)
      // Closing alone would be put off by a program that another test is starting: it holds a copy
      // of every descriptor until it runs.
      stream.shutdownWrites()
      stream.close()
    }
  }

  private func follow(_ steps: [Step], on stream: EventLoops.Stream, number: Int) async {
    let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
    for step in steps {
      if case .close = step { return }
      guard let head = await head(from: stream) else { return }
      heads[number].append(String(head.prefix { $0 != " " }))
      switch step {
      case .answer: try? await stream.write(answer)
      case .answerTwice: try? await stream.write(answer + answer)
      case .swallow, .close: return
      }
    }
    // Whoever has no more steps waits for the client to go.
    while let count = try? await stream.fill(), count > 0 {}
  }

  private func head(from stream: EventLoops.Stream) async -> String? {
    while true {
      let text = String(decoding: stream.input.copy(0..<stream.input.count), as: UTF8.self)
      if text.hasSuffix("\r\n\r\n") {
        stream.consume(stream.input.count)
        return text
      }
      guard let count = try? await stream.fill(), count > 0 else { return nil }
    }
  }
}
