import EventLoops
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
    bindings.noteDown(1, now: now)
    let during = places(bindings)
    for (old, new) in zip(before, during) {
      #expect(old == 1 ? new != 1 : new == old)
    }
    // The others share what has moved.
    #expect(Set(zip(before, during).filter { $0.0 == 1 }.map(\.1)) == [0, 2])
    #expect(places(bindings, after: WorkerBindings.downTime) == before)
    bindings.noteDown(1, now: now)
    bindings.noteAlive(1)
    #expect(places(bindings) == before)
  }

  @Test func `a key stays where its event is under way, and goes home after that`() {
    let bindings = makeBindings()
    let home = places(bindings)
    bindings.noteDown(1, now: now)
    guard let index = home.firstIndex(of: 1) else {
      Issue.record("no key belongs to worker 1")
      return
    }
    let key = keys[index]
    let away = bindings.bind(key, now: now)
    #expect(away != 1)
    bindings.noteAlive(1)
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
    for worker in 0..<3 { bindings.noteDown(worker, now: now) }
    #expect(places(bindings) == before)
  }

  private func makeBindings() -> WorkerBindings {
    WorkerBindings(addresses: ["127.0.0.1:9101/", "127.0.0.1:9102/", "127.0.0.1:9103/"])
  }

  private func places(_ bindings: WorkerBindings, after wait: Duration = .zero) -> [Int] {
    keys.map { key in
      let worker = bindings.bind(key, now: now + wait)
      bindings.release(key)
      return worker
    }
  }
}
