import EventLoops

/// The connections that a pool may have, and who waits for one: first come, first served.
// Safe because it is confined to its loop's thread.
final class ConnectionLine: @unchecked Sendable {
  enum Turn {
    /// A connection that somebody has given back.
    case connection(UpstreamConnection)
    /// Leave to make one.
    case place(ConnectionPlace)
  }

  private final class Waiter {
    let sleeper = Sleeper()
    var turn: Turn?
    var isGone = false
  }

  private let limit: Int
  private let waitingLimit: Int
  private var count = 0
  private var line: ContiguousArray<Waiter> = []
  /// Where the line begins: what stands before it has had its turn.
  private var first = 0
  /// How many still wait; who has waited in vain stays in the line for a while.
  private var waitingCount = 0

  init(_ limits: UpstreamLimits) {
    limit = limits.connections
    waitingLimit = limits.waiting
  }

  /// Whether a connection that comes free may be wanted.
  @inline(__always)
  var isAwaited: Bool { !line.isEmpty }

  /// Waits for a connection, or for leave to make one; call it on the loop.
  ///
  /// - Returns: nil where neither came before `deadline`, or too many wait already.
  func turn(until deadline: MonotonicTime, loop: EventLoop) async -> Turn? {
    if count < limit {
      count += 1
      return .place(ConnectionPlace(self))
    }
    guard waitingCount < waitingLimit else { return nil }
    if line.count >= 2 * waitingLimit { removeGone() }
    let waiter = Waiter()
    line.append(waiter)
    waitingCount += 1
    loop.wake(waiter.sleeper, at: deadline)
    await waiter.sleeper.wait()
    waitingCount -= 1
    waiter.isGone = true
    // The line may keep the waiter for a while, and must not keep a place with it.
    return waiter.turn.take()
  }

  /// Gives a free connection to whoever has waited longest.
  ///
  /// - Returns: false where nobody waits.
  func handOver(_ connection: UpstreamConnection) -> Bool {
    guard let waiter = next() else { return false }
    waiter.turn = .connection(connection)
    waiter.sleeper.fire()
    return true
  }

  /// A connection has ended.
  func leave() {
    guard let waiter = next() else {
      count -= 1
      return
    }
    waiter.turn = .place(ConnectionPlace(self))
    waiter.sleeper.fire()
  }

  /// Takes the first one who still waits out of the line.
  private func next() -> Waiter? {
    var found: Waiter?
    while found == nil, first < line.count {
      if !line[first].isGone { found = line[first] }
      first += 1
    }
    if first == line.count {
      line.removeAll()
      first = 0
    } else if first > 1_024, first > line.count / 2 {
      line.removeFirst(first)
      first = 0
    }
    return found
  }

  private func removeGone() {
    line.removeFirst(first)
    first = 0
    line.removeAll(where: \.isGone)
  }
}
