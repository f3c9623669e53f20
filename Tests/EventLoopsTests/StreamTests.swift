import EventLoops
import Testing

struct StreamTests {
  /// A connected pair over loopback.
  private static func pair(_ loop: EventLoop) async throws -> (Stream, Stream, Listener) {
    let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
    let listener = try Listener(address, loop: loop)
    let client = try Stream.connecting(to: listener.address, loop: loop)
    let server = try #require(try await listener.accept())
    try await client.connected()
    return (client, server, listener)
  }

  @Test(arguments: [1, 16_384, 16_385, 3_000_000])
  func `bytes arrive whole whatever their number`(count: Int) async throws {
    let sum = try await withLoop { loop -> Int? in
      guard let (client, server, listener) = try? await Self.pair(loop) else { return nil }
      defer { listener.close() }
      let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let head = Array("head".utf8)
      let sending = loop.spawn {
        try? await client.write(head, body)
        client.close()
      }
      let got = try? await server.body(after: 0, count: 4 + count)
      await sending.value
      let atEnd = try? await server.fill()
      server.close()
      return got == head + body && atEnd == 0 ? count : nil
    }
    #expect(sum == count)
  }

  @Test func `a wait beyond the deadline times out, and a new deadline starts afresh`()
    async throws
  {
    let errors = try await withLoop { loop -> [StreamError] in
      guard let (client, server, listener) = try? await Self.pair(loop) else { return [] }
      defer { listener.close() }
      var errors: [StreamError] = []
      for _ in 0..<2 {
        server.deadline = loop.now + .milliseconds(5)
        do throws(StreamError) { _ = try await server.fill() } catch { errors.append(error) }
      }
      server.deadline = .never
      try? await client.write([7])
      if (try? await server.fill()) != 1 { errors.append(.closed) }
      client.close()
      server.close()
      return errors
    }
    #expect(errors == [.timedOut, .timedOut])
  }

  @Test func `an interrupted stream sends its reader home`() async throws {
    let error = try await withLoop { loop -> StreamError? in
      guard let (client, server, listener) = try? await Self.pair(loop) else { return nil }
      defer { listener.close() }
      let reading = Task(executorPreference: loop) { () -> StreamError? in
        do throws(StreamError) { _ = try await server.fill() } catch { return error }
        return nil
      }
      await Task.yield()
      server.interrupt()
      let error = await reading.value
      client.close()
      server.close()
      return error
    }
    #expect(error == .interrupted)
  }

  @Test func `a refused connection is an error with its reason`() async throws {
    let message = try await withLoop { loop -> String in
      guard let address = SocketAddress(host: "127.0.0.1", port: 1),
        let client = try? Stream.connecting(to: address, loop: loop)
      else { return "no socket" }
      defer { client.close() }
      do throws(StreamError) { try await client.connected() } catch { return error.description }
      return "connected"
    }
    #expect(message == "Connection refused")
  }
}
