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

  /// What 40 streams with new work read, and one without, in the order in which they read it.
  ///
  /// - Parameters:
  ///   - time: what each of them has; it is over before the loop looks whether something has come.
  ///   - first: called by the first of the 40, when others are still in line.
  private static func order(
    _ loop: EventLoop, time: Duration? = nil,
    first: (@Sendable ([EventLoops.Stream]) -> Void)? = nil
  ) async throws -> [UInt8] {
    var pairs: [(client: EventLoops.Stream, server: EventLoops.Stream)] = []
    for number in 0...40 {
      let (client, server, listener) = try await pair(loop)
      listener.close()
      server.bringsNewWork = number < 40
      pairs.append((client, server))
    }
    let servers = pairs.map(\.server)
    let order = Order()
    let readers = servers.map { server in
      loop.spawn {
        guard let count = try? await server.fill(), count > 0 else { return }
        order.numbers.append(server.withInput { $0[0] })
        if order.numbers.last == 0 { first?(servers) }
      }
    }
    try await loop.sleep(for: .milliseconds(1))
    // From here on the loop does not look until this task waits.
    for (number, pair) in pairs.enumerated() {
      if let time { pair.server.deadline = loop.now + time }
      var sent = 0
      _ = pair.client.writeNow([UInt8(number)], sent: &sent)
    }
    if let time {
      let end = MonotonicTime.read() + time
      while MonotonicTime.read() < end {}
    }
    for reader in readers { await reader.value }
    for pair in pairs {
      pair.client.close()
      pair.server.close()
    }
    return order.numbers
  }

  // Safe because it is used on one loop.
  private final class Order: @unchecked Sendable {
    var numbers: [UInt8] = []
  }

  @Test func `new work begins in its turn, after what goes on with work under way`() async throws {
    let order = try await withLoop { loop in try? await Self.order(loop) }
    #expect(order == [40] + (0..<40))
  }

  @Test func `the time does not run out for what has come`() async throws {
    let order = try await withLoop { loop in
      try? await Self.order(loop, time: .milliseconds(5))
    }
    #expect(order == [40] + (0..<40))
  }

  @Test func `a stream may be closed or interrupted before its turn`() async throws {
    let order = try await withLoop { loop in
      try? await Self.order(loop) { servers in
        servers[38].close()
        servers[39].interrupt()
      }
    }
    #expect(order == [40] + (0..<38))
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
