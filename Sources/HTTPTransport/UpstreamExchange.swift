import EventLoops

/// An exchange that goes on after the head of its answer: a body comes, or the request's is sent.
// Safe because it is confined to its loop's thread.
final class UpstreamExchange: @unchecked Sendable {
  private let connection: UpstreamConnection
  private let pool: UpstreamPool
  private let sender: BodySender?
  private let keepsAlive: Bool
  /// How long the upstream may be silent in the middle of its answer.
  private let pause: Duration

  init(
    _ connection: UpstreamConnection, pool: UpstreamPool, sender: BodySender?, keepsAlive: Bool,
    pause: Duration
  ) {
    self.connection = connection
    self.pool = pool
    self.sender = sender
    self.keepsAlive = keepsAlive
    self.pause = pause
  }

  var stream: Stream { connection.stream }

  /// Reads more of the answer; 0 at the end of the stream.
  func read() async throws(StreamError) -> Int {
    stream.deadline = stream.loop.now + pause
    return try await stream.fill(atLeastRoom: 8_192)
  }

  /// The answer is complete.
  func finish() async {
    if sender?.isDone == false { stream.close() }
    let isSent = await sender?.stop() ?? true
    pool.takeBack(connection, keepsAlive: keepsAlive && isSent && stream.input.count == 0)
  }

  /// The answer will not be read to its end.
  func abandon() async {
    stream.close()
    await sender?.stop()
  }
}
