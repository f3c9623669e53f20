import EventLoops
import Instants
import Manifests
import Routing
import Storage
import TestSupport
import Testing

@testable import Dispatching

struct BatchCollectorTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
  private let key: BatchKey

  init() {
    key = BatchKey(
      association: AssociationName(unchecked: "a"),
      version: FunctionVersion(function: FunctionName(unchecked: "f"), number: .latest))
  }

  private func spec(size: Int = 10_000, window: Duration = .zero, bytes: Int? = nil) -> BatchSpec {
    var spec = BatchSpec(size: size)
    spec.window = window
    if let bytes { spec.bytes = bytes }
    return spec
  }

  private func event(_ token: Int64, bytes: Int = 10) -> GatheredEvent {
    let now = WallTime(millisecondsSinceEpoch: 0)
    let delivery = NewDelivery(
      id: "d\(token)", eventID: "e\(token)", association: key.association, version: key.version,
      head: [], data: nil, acceptedAt: now, dueAt: now)
    return GatheredEvent(
      lease: Lease(token: token, delivery: delivery), json: [UInt8](repeating: 120, count: bytes))
  }

  private func tokens(_ batches: [EventBatch]) -> [[Int64]] {
    batches.map { $0.events.map(\.lease.token) }
  }

  @Test func `a batch goes when it has its size, in the order of arrival`() {
    var collector = BatchCollector()
    let spec = spec(size: 3, window: .seconds(9))
    let first = collector.add(event(5), to: key, spec, start)
    #expect(first.batches.isEmpty && first.dueAt == start + .seconds(9))
    let second = collector.add(event(4), to: key, spec, start + .seconds(1))
    #expect(second.batches.isEmpty && second.dueAt == nil)
    let third = collector.add(event(6), to: key, spec, start + .seconds(1))
    #expect(tokens(third.batches) == [[4, 5, 6]] && third.dueAt == nil)
    #expect(collector.nextDueAt == nil)
    #expect(collector.takeAll().isEmpty)
  }

  @Test func `a batch of one goes at once`() {
    var collector = BatchCollector()
    let joined = collector.add(event(1), to: key, spec(size: 1, window: .seconds(9)), start)
    #expect(tokens(joined.batches) == [[1]] && joined.dueAt == nil)
  }

  @Test func `a batch goes when its window is over, counted from its first event`() {
    var collector = BatchCollector()
    let spec = spec(window: .seconds(2))
    _ = collector.add(event(1), to: key, spec, start)
    _ = collector.add(event(2), to: key, spec, start + .milliseconds(1_999))
    #expect(collector.takeDue(start + .milliseconds(1_999)).isEmpty)
    #expect(collector.nextDueAt == start + .seconds(2))
    #expect(tokens(collector.takeDue(start + .seconds(2))) == [[1, 2]])
    let next = collector.add(event(3), to: key, spec, start + .seconds(3))
    #expect(next.dueAt == start + .seconds(5))
  }

  @Test func `a body never has more bytes than are allowed, but for an event that alone has`() {
    var collector = BatchCollector()
    // Brackets and commas count: [10,10,10] are 34 bytes, a fourth event would make 45.
    let spec = spec(window: .seconds(9), bytes: 44)
    for token in 1...3 {
      #expect(collector.add(event(Int64(token)), to: key, spec, start).batches.isEmpty)
    }
    let full = collector.add(event(4), to: key, spec, start + .seconds(1))
    #expect(tokens(full.batches) == [[1, 2, 3]] && full.dueAt == start + .seconds(10))
    #expect(full.batches.allSatisfy { $0.body(0..<3).bytes.count == 34 })
    let large = collector.add(event(5, bytes: 100), to: key, spec, start + .seconds(1))
    #expect(tokens(large.batches) == [[4], [5]] && large.dueAt == nil)
    // Exactly as many as are allowed.
    _ = collector.add(event(6, bytes: 20), to: key, spec, start)
    #expect(tokens(collector.add(event(7, bytes: 21), to: key, spec, start).batches) == [[6, 7]])
  }

  @Test func `what has no window is due as soon as its queue has been looked through`() {
    var collector = BatchCollector()
    #expect(collector.add(event(1), to: key, spec(), start).dueAt == nil)
    #expect(collector.takeDue(start, of: FunctionName(unchecked: "other")).isEmpty)
    #expect(tokens(collector.takeDue(start, of: key.version.function)) == [[1]])
  }

  @Test func `each shard gathers for itself, and the oldest goes where there are too many`() {
    var collector = BatchCollector()
    let spec = spec(window: .seconds(9))
    for number in 0..<BatchCollector.mostAtOnce {
      var key = key
      key.shard = "\(number)"
      let now = start + .milliseconds(number)
      #expect(collector.add(event(Int64(number)), to: key, spec, now).batches.isEmpty)
    }
    let joined = collector.add(event(-1), to: key, spec, start + .seconds(5))
    #expect(tokens(joined.batches) == [[0]] && joined.batches[0].key.shard == "0")
    #expect(collector.takeAll().count == BatchCollector.mostAtOnce)
  }

  @Test func `those of another rule do not go together`() {
    var collector = BatchCollector()
    _ = collector.add(event(1), to: key, spec(size: 2, window: .seconds(9)), start)
    let joined = collector.add(event(2), to: key, spec(size: 3, window: .seconds(9)), start)
    #expect(tokens(joined.batches) == [[1]])
    #expect(collector.take { _, spec in spec.size == 3 }.isEmpty)
    #expect(tokens(collector.take { _, spec in spec.size == 4 }) == [[2]])
  }
}
