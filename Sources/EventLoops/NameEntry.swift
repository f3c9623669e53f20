/// What a resolver knows of one name, and who waits for more.
struct NameEntry {
  /// Those found last, in the order in which they are to be tried.
  private var addresses: [SocketAddress] = []
  private var isFreshUntil = MonotonicTime(nanoseconds: 0)
  private var isLookedUp = false
  private var waiting: [Sleeper] = []

  /// - Returns: what is known, for which nobody has to wait, and whether a lookup is to be started.
  mutating func ask(
    _ sleeper: Sleeper, now: MonotonicTime
  ) -> (known: [SocketAddress], startsLookup: Bool) {
    let startsLookup = !isLookedUp && now >= isFreshUntil
    if startsLookup { isLookedUp = true }
    if addresses.isEmpty { waiting.append(sleeper) }
    return (addresses, startsLookup)
  }

  /// - Returns: who waits for it.
  mutating func take(_ found: [SocketAddress], now: MonotonicTime) -> [Sleeper] {
    isLookedUp = false
    if !found.isEmpty {
      addresses = found
      isFreshUntil = now + NameResolver.freshTime
    } else if !addresses.isEmpty {
      isFreshUntil = now + NameResolver.retryTime
    }
    defer { waiting = [] }
    return waiting
  }

  /// - Returns: what was found, and whether the lookup still goes on.
  mutating func takeAnswer(
    _ sleeper: Sleeper
  ) -> (found: [SocketAddress], stillWaits: Bool) {
    let place = waiting.firstIndex { $0 === sleeper }
    if let place { waiting.remove(at: place) }
    return (addresses, place != nil)
  }
}
