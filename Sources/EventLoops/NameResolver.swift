import Synchronization

/// Looks up the addresses of names on threads beside the loops; one serves all loops.
///
/// There is one lookup of a name at a time, which all who want it wait for. What was found is used
/// for a while, as the system's resolver tells no time to live, and longer while nothing new is found.
package final class NameResolver: Sendable {
  package enum Failure: Error {
    case unknown
    case timedOut
  }

  /// How long addresses are used before they are looked up again, beside those who use them.
  package static let freshTime: Duration = .seconds(30)
  /// How long old addresses are used after a lookup that found none.
  package static let retryTime: Duration = .seconds(5)

  private let entries = Mutex<[String: NameEntry]>([:])
  private let lookUp: @Sendable (_ name: String) -> [SocketAddress]

  /// - Parameter lookUp: may block; gives no addresses for a name that it does not know.
  package init(
    lookUp: @escaping @Sendable (_ name: String) -> [SocketAddress] = {
      SocketAddress.resolve($0)
    }
  ) {
    self.lookUp = lookUp
  }

  /// The addresses of a name, with port 0; call it on the loop.
  ///
  /// - Throws: `Failure` where there are none, or none before `deadline`.
  package func addresses(
    of name: String, until deadline: MonotonicTime, loop: EventLoop
  ) async throws(Failure) -> [SocketAddress] {
    let sleeper = Sleeper()
    let (known, startsLookup) = entries.withLock { entries in
      entries[name, default: NameEntry()].ask(sleeper, now: loop.now)
    }
    if startsLookup { loop.spawn { await self.refresh(name) } }
    if !known.isEmpty { return known }
    loop.wake(sleeper, at: deadline)
    await sleeper.wait()
    let (found, stillWaits) = entries.withLock { entries in
      entries[name, default: NameEntry()].takeAnswer(sleeper)
    }
    if found.isEmpty { throw stillWaits ? .timedOut : .unknown }
    return found
  }

  private func refresh(_ name: String) async {
    let found = await offLoop { [lookUp] in lookUp(name).alternatingFamilies }
    let waiting = entries.withLock { entries in
      entries[name, default: NameEntry()].take(found, now: MonotonicTime.read())
    }
    for sleeper in waiting { sleeper.fire() }
  }
}
