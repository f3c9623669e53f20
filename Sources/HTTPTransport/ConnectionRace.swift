import EventLoops

/// Connects to the first of several addresses that answers: Happy Eyeballs (RFC 8305, section 5).
// Safe because it is confined to its loop's thread.
final class ConnectionRace: @unchecked Sendable {
  /// How long an attempt is alone before the next address is tried beside it.
  static let stagger: Duration = .milliseconds(250)

  private let loop: EventLoop
  private let deadline: MonotonicTime
  private var underWay: [Stream] = []
  private var winner: Stream?
  private var failure = HTTPClientError.unreachable(reason: "no address")
  private var news = Sleeper()

  init(loop: EventLoop, deadline: MonotonicTime) {
    self.loop = loop
    self.deadline = deadline
  }

  /// - Parameter addresses: in the order in which they are to be tried.
  /// - Throws: `HTTPClientError` where none of them is connected before the deadline.
  func run(_ addresses: [SocketAddress]) async throws(HTTPClientError) -> Stream {
    defer { for stream in underWay { stream.close() } }
    var left = addresses[...]
    while true {
      if let next = left.popFirst() { start(next) }
      if !underWay.isEmpty {
        loop.wake(news, at: left.isEmpty ? deadline : min(deadline, loop.now + Self.stagger))
        await news.wait()
        news = Sleeper()
      }
      if let winner { return winner }
      if loop.now >= deadline { throw .timedOut }
      if underWay.isEmpty, left.isEmpty { throw failure }
    }
  }

  private func start(_ address: SocketAddress) {
    do throws(EventLoopError) {
      let stream = try Stream.connecting(to: address, loop: loop)
      stream.deadline = deadline
      underWay.append(stream)
      loop.spawn { await self.follow(stream, to: address) }
    } catch {
      failure = HTTPClientError(error)
    }
  }

  /// Waits for the end of an attempt: the first to succeed wins, one that fails makes way at once.
  private func follow(_ stream: Stream, to address: SocketAddress) async {
    do throws(StreamError) {
      try await stream.connected()
      if winner == nil { winner = stream } else { stream.close() }
    } catch {
      stream.close()
      failure = HTTPClientError(error, connectingTo: address)
    }
    underWay.removeAll { $0 === stream }
    news.fire()
  }
}
