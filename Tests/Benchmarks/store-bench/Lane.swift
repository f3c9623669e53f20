import EventLoops

/// A share of the callers of one queue, on one connection where there is one.
protocol Lane: Sendable {
  /// Puts events in, each acknowledged by itself.
  func fill(_ count: Int) async throws

  /// Each of `callers`, again and again: puts an event in and has it acknowledged; one is got out for
  /// it, and said to be done.
  ///
  /// - Returns: how many events that were.
  func cycle(callers: Int, until end: MonotonicTime) async throws -> Int
}

/// A lane on a connection: what its callers ask for at once goes out at once, so that the peer gets
/// all that pipelining gives.
protocol PeerLane: Lane {
  func cycle(callers: Int) async throws

  /// Says what has not been said yet of what is done.
  func finish() async throws
}

extension PeerLane {
  func cycle(callers: Int, until end: MonotonicTime) async throws -> Int {
    var count = 0
    while MonotonicTime.read() < end {
      try await cycle(callers: callers)
      count += callers
    }
    try await finish()
    return count
  }
}
