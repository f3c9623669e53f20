import EventLoops
import Manifests
import Testing

@testable import Dispatching

struct WorkerBindingsTests {
  private let keys = (0..<300).map { "key-\($0)" }
  private let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

  @Test func `each key has a worker, and each worker its share`() {
    let bindings = makeBindings()
    let places = places(bindings)
    #expect(places == self.places(bindings))
    for worker in 0..<3 { #expect((60...140).contains(places.count { $0 == worker })) }
  }

  @Test func `two routers agree, in whatever state`() {
    #expect(places(makeBindings()) == places(makeBindings()))
  }

  @Test func `only a dead worker's share moves, and it comes back`() {
    let bindings = makeBindings()
    let before = places(bindings)
    _ = bindings.note(.unreachable, of: 1, now: now)
    let during = places(bindings)
    for (old, new) in zip(before, during) {
      #expect(old == 1 ? new != 1 : new == old)
    }
    // The others share what has moved.
    #expect(Set(zip(before, during).filter { $0.0 == 1 }.map(\.1)) == [0, 2])
    #expect(places(bindings, after: EjectionSpec().time) == before)
    _ = bindings.note(.unreachable, of: 1, now: now)
    _ = bindings.note(.well, of: 1, now: now)
    #expect(places(bindings) == before)
  }

  @Test func `a key stays where its event is under way, and goes home after that`() {
    let bindings = makeBindings()
    let home = places(bindings)
    _ = bindings.note(.unreachable, of: 1, now: now)
    guard let index = home.firstIndex(of: 1) else {
      Issue.record("no key belongs to worker 1")
      return
    }
    let key = keys[index]
    let away = bindings.bind(key, now: now)
    #expect(away != 1)
    _ = bindings.note(.well, of: 1, now: now)
    #expect(bindings.bind(key, now: now) == away)
    bindings.release(key)
    #expect(bindings.bind(key, now: now) == away)
    bindings.release(key)
    bindings.release(key)
    #expect(bindings.bind(key, now: now) == 1)
  }

  @Test func `where all are down the best is tried`() {
    let bindings = makeBindings()
    let before = places(bindings)
    for worker in 0..<3 { _ = bindings.note(.unreachable, of: worker, now: now) }
    #expect(places(bindings) == before)
  }

  @Test func `whoever could not be reached is tried again only after all others`() {
    let bindings = makeBindings()
    for worker in 0..<3 { _ = bindings.note(.unreachable, of: worker, now: now) }
    var tried: [Int] = []
    for _ in 0..<3 {
      tried.append(bindings.bind("key", now: now, tried: tried))
      bindings.release("key")
    }
    #expect(Set(tried) == [0, 1, 2])
  }

  @Test func `a key stays with a worker that only fails, until it is done there`() throws {
    let bindings = makeBindings()
    let key = try #require(zip(keys, places(bindings)).first { $0.1 == 1 }).0
    #expect(bindings.bind(key, now: now) == 1)
    for _ in 0..<3 { _ = bindings.note(.failed, of: 1, now: now) }
    #expect(bindings.areUp(at: now) == [true, false, true])
    #expect(bindings.bind(key, now: now) == 1)
    bindings.release(key)
    bindings.release(key)
    #expect(bindings.bind(key, now: now) != 1)
  }

  @Test func `who comes and goes is told once`() {
    let bindings = makeBindings()
    #expect(bindings.note(.well, of: 0, now: now) == nil)
    #expect(bindings.note(.unreachable, of: 0, now: now) == .leftOut)
    #expect(bindings.note(.unreachable, of: 0, now: now) == nil)
    #expect(bindings.note(.well, of: 0, now: now) == .isBack)
    #expect(bindings.note(.well, of: 0, now: now) == nil)
  }

  @Test func `who is tried again after its time is back when it has answered`() {
    let bindings = makeBindings()
    _ = bindings.note(.unreachable, of: 0, now: now)
    let later = now + policy.spec.time
    #expect(bindings.note(.well, of: 0, now: later) == .isBack)
    #expect(bindings.note(.unreachable, of: 0, now: later) == .leftOut)
  }

  private let policy = EjectionPolicy(spec: EjectionSpec(), isProbed: false)

  private func makeBindings() -> WorkerBindings {
    WorkerBindings(
      addresses: ["127.0.0.1:9101/", "127.0.0.1:9102/", "127.0.0.1:9103/"], policy: policy)
  }

  private func places(_ bindings: WorkerBindings, after wait: Duration = .zero) -> [Int] {
    keys.map { key in
      let worker = bindings.bind(key, now: now + wait)
      bindings.release(key)
      return worker
    }
  }
}
