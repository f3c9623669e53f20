import EventLoops

/// One side of a TCP connection, byte by byte, for what no well-behaved peer would do.
// Safe because the stream is used on its loop only.
package final class RawPeer: @unchecked Sendable {
  private let stream: EventLoops.Stream

  init(_ stream: EventLoops.Stream) { self.stream = stream }

  /// Connects to a port of 127.0.0.1.
  package static func connect(to port: UInt16) async throws -> RawPeer {
    try await onLoop { loop in
      guard let address = SocketAddress(host: "127.0.0.1", port: port) else {
        throw TestSupportError.failed("no address")
      }
      let stream = try EventLoops.Stream.connecting(to: address, loop: loop)
      try await stream.connected()
      return RawPeer(stream)
    }
  }

  deinit {
    let stream = stream
    SharedLoop.loop.spawn { stream.close() }
  }

  package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  package func send(_ bytes: [UInt8]) async throws {
    try await onLoop { _ in
      self.stream.deadline = .read() + patience
      try await self.stream.write(bytes)
    }
  }

  /// What comes up to `mark`, with it; all there was where the connection ends before.
  package func read(to mark: String) async throws -> String {
    let mark = Array(mark.utf8)
    return try await onLoop { _ in
      var text: [UInt8] = []
      while text.suffix(mark.count) != mark[...] {
        guard let byte = try await self.next(1).first else { break }
        text.append(byte)
      }
      return String(decoding: text, as: UTF8.self)
    }
  }

  /// The next `count` bytes; fewer where the connection ends before.
  package func read(_ count: Int) async throws -> [UInt8] {
    try await onLoop { _ in
      var bytes: [UInt8] = []
      while bytes.count < count {
        let piece = try await self.next(count - bytes.count)
        if piece.isEmpty { break }
        bytes += piece
      }
      return bytes
    }
  }

  /// Everything up to the end of the connection, however it ends.
  package func readToEnd() async throws -> String {
    String(decoding: try await read(.max), as: UTF8.self)
  }

  package func close() async throws { try await onLoop { _ in self.stream.close() } }

  /// At least one byte and at most `limit`; none at the end.
  private func next(_ limit: Int) async throws -> [UInt8] {
    stream.deadline = .read() + patience
    do throws(StreamError) {
      if stream.input.count == 0, try await stream.fill() == 0 { return [] }
    } catch .timedOut {
      throw TestSupportError.failed("nothing came in time")
    } catch {
      return []
    }
    let bytes = stream.input.copy(0..<min(limit, stream.input.count))
    stream.consume(bytes.count)
    return bytes
  }
}

/// Runs `body` on the loop of the tests' peers.
func onLoop<Success: Sendable>(
  _ body: @escaping @Sendable (EventLoop) async throws -> Success
) async throws -> Success {
  let loop = SharedLoop.loop
  return try await Task(executorPreference: loop) { try await body(loop) }.value
}
