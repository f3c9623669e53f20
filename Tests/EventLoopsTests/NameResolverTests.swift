import EventLoops
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct NameResolverTests {
  /// A resolver of the system that answers as a test says, and counts who asks.
  private final class Names: Sendable {
    let answers = Mutex<[String: [String]]>([:])
    let count = Mutex(0)
    /// Lookups wait here.
    let gate: BlockingGate

    init() throws {
      gate = try BlockingGate()
    }

    func lookUp(_ name: String) -> [SocketAddress] {
      count.withLock { $0 += 1 }
      gate.pass()
      return answers.withLock { $0[name] ?? [] }.compactMap { SocketAddress(host: $0, port: 0) }
    }
  }

  private let names: Names
  private let resolver: NameResolver

  init() throws {
    let names = try Names()
    self.names = names
    resolver = NameResolver { names.lookUp($0) }
  }

  private func hosts(_ name: String, within time: Duration = patience) async throws -> [String] {
    let test = try TestLoop()
    defer { test.end() }
    return try await ask(name, within: time, test)
  }

  private func ask(
    _ name: String, within time: Duration = patience, _ test: TestLoop
  ) async throws -> [String] {
    try await test.run { [resolver] in
      try await resolver.addresses(of: name, until: test.loop.now + time, loop: test.loop)
        .map(\.host)
    }
  }

  @Test func `a name's addresses come by turns of their families`() async throws {
    names.answers.withLock { $0["h"] = ["192.0.2.1", "192.0.2.2", "::1"] }
    names.gate.open()
    #expect(try await hosts("h") == ["192.0.2.1", "::1", "192.0.2.2"])
  }

  @Test func `a name that nobody knows is told at once, and asked for again`() async throws {
    names.gate.open()
    await #expect(throws: NameResolver.Failure.unknown) { try await hosts("h") }
    names.answers.withLock { $0["h"] = ["192.0.2.1"] }
    #expect(try await hosts("h") == ["192.0.2.1"])
  }

  @Test func `all who want a name share one lookup, on every loop`() async throws {
    names.answers.withLock { $0["h"] = ["192.0.2.1"] }
    let loops = [try TestLoop(), try TestLoop()]
    defer { for loop in loops { loop.end() } }
    try await withThrowingTaskGroup(of: [String].self) { group in
      for number in 0..<20 { group.addTask { try await ask("h", loops[number % 2]) } }
      _ = await poll {
        names.count.withLock { $0 }
      } until: {
        $0 > 0
      }
      names.gate.open()
      for try await hosts in group { #expect(hosts == ["192.0.2.1"]) }
    }
    #expect(names.count.withLock { $0 } == 1)
  }

  @Test func `a lookup that hangs holds nobody beyond the deadline`() async throws {
    let test = try TestLoop()
    defer { test.end() }
    for _ in 0..<2 {
      await #expect(throws: NameResolver.Failure.timedOut) {
        try await ask("slow", within: .milliseconds(20), test)
      }
    }
    #expect(
      await poll {
        names.count.withLock { $0 }
      } until: {
        $0 > 0
      } == 1)
    names.gate.open()
    // The loop must not end before what waits on it.
    await #expect(throws: NameResolver.Failure.unknown) { try await ask("slow", test) }
  }
}
