import Testing

@testable import EventLoops

struct NameEntryTests {
  private let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
  private let old: [SocketAddress]
  private let new: [SocketAddress]

  init() throws {
    old = [try #require(SocketAddress(host: "192.0.2.1", port: 0))]
    new = [try #require(SocketAddress(host: "192.0.2.2", port: 0))]
  }

  private func ask(_ entry: inout NameEntry, after wait: Duration) -> (String?, Bool) {
    let (known, startsLookup) = entry.ask(Sleeper(), now: now + wait)
    return (known.first?.host, startsLookup)
  }

  @Test func `what is fresh is used without a lookup, what is old beside one`() {
    var entry = NameEntry()
    #expect(ask(&entry, after: .zero) == (nil, true))
    #expect(ask(&entry, after: .zero) == (nil, false))
    #expect(entry.take(old, now: now).count == 2)
    #expect(ask(&entry, after: .seconds(29)) == ("192.0.2.1", false))
    #expect(ask(&entry, after: .seconds(30)) == ("192.0.2.1", true))
    #expect(ask(&entry, after: .seconds(31)) == ("192.0.2.1", false))
    #expect(entry.take(new, now: now + .seconds(32)).isEmpty)
    #expect(ask(&entry, after: .seconds(33)) == ("192.0.2.2", false))
  }

  @Test func `a lookup that finds nothing leaves the addresses, and is made again soon`() {
    var entry = NameEntry()
    _ = entry.ask(Sleeper(), now: now)
    _ = entry.take(old, now: now)
    #expect(ask(&entry, after: .seconds(60)) == ("192.0.2.1", true))
    _ = entry.take([], now: now + .seconds(60))
    #expect(ask(&entry, after: .seconds(64)) == ("192.0.2.1", false))
    #expect(ask(&entry, after: .seconds(65)) == ("192.0.2.1", true))
  }

  @Test func `whoever has waited too long is not waited for`() {
    var entry = NameEntry()
    let sleeper = Sleeper()
    _ = entry.ask(sleeper, now: now)
    #expect(entry.takeAnswer(sleeper).stillWaits)
    #expect(entry.take(old, now: now).isEmpty)
    #expect(entry.takeAnswer(sleeper) == (found: old, stillWaits: false))
  }
}

/// Addresses are compared as they are written.
private func == (
  left: (found: [SocketAddress], stillWaits: Bool),
  right: (found: [SocketAddress], stillWaits: Bool)
) -> Bool {
  left.found.map(\.description) == right.found.map(\.description)
    && left.stillWaits == right.stillWaits
}
