import Instants
import Routing

/// The order of a durable queue's deliveries, in memory: which are ready, due later or leased.
///
/// A delivery's states, and the calls that change them (any other call is our own mistake):
///
///     insert ──────────────→ ready ──── lease ───→ leased ── settle ──→ gone
///        │                   ↑   ↑                  │  │
///        │            advance│   └───── release ────┘  │
///        └→ (due later) ─→ delayed ←──── delay ────────┘
///
/// Ready deliveries of a queue are leased by ascending token, whenever they became ready. Every
/// call is O(log n) per delivery but for `remove`; the clock is an argument.
package struct ReadyIndex: Sendable {
  private struct Due: Sendable, Comparable {
    var dueAt: WallTime
    var token: Int64
    var queue: Int32

    static func < (left: Due, right: Due) -> Bool {
      left.dueAt == right.dueAt ? left.token < right.token : left.dueAt < right.dueAt
    }
  }

  private var queues: [ReadyQueue] = []
  private var indexes: [FunctionName: Int] = [:]
  private var due = BinaryHeap<Due>()
  private var leasedFrom: [Int64: Int32] = [:]

  package init() {}

  /// Takes a delivery in, ready at once or at `dueAt`.
  ///
  /// - Parameter token: 0 up to 2^61, each once among those in the index; fastest where tokens
  ///   ascend.
  package mutating func insert(
    _ token: Int64, queue: FunctionName, acceptedAt: WallTime, dueAt: WallTime, now: WallTime
  ) {
    let index = indexes[queue] ?? newQueue(queue)
    let isReady = dueAt <= now
    queues[index].insert(token, acceptedAt: acceptedAt, isReady: isReady)
    if !isReady { due.insert(Due(dueAt: dueAt, token: token, queue: Int32(index))) }
  }

  /// Makes ready what is due.
  package mutating func advance(to now: WallTime) {
    while let next = due.first, next.dueAt <= now {
      _ = due.removeFirst()
      queues[Int(next.queue)].becomeReady(next.token)
    }
  }

  /// Appends up to `limit` tokens of ready deliveries to `tokens`, ascending; nobody else gets them
  /// until they are settled, released or delayed.
  package mutating func lease(
    _ queue: FunctionName, limit: Int, now: WallTime, into tokens: inout [Int64]
  ) {
    advance(to: now)
    guard let index = indexes[queue] else { return }
    for _ in 0..<max(limit, 0) {
      guard let token = queues[index].lease() else { return }
      leasedFrom[token] = Int32(index)
      tokens.append(token)
    }
  }

  /// A leased delivery has ended.
  package mutating func settle(_ token: Int64) { queues[takeBack(token)].settle(token) }

  /// A leased delivery is ready again at once, in its old place.
  package mutating func release(_ token: Int64) { queues[takeBack(token)].release(token) }

  /// A leased delivery is to be leased again at `dueAt`.
  package mutating func delay(_ token: Int64, until dueAt: WallTime) {
    let index = takeBack(token)
    queues[index].delay(token)
    due.insert(Due(dueAt: dueAt, token: token, queue: Int32(index)))
  }

  /// Takes out a delivery that is not leased, for example one that was cancelled; O(n).
  ///
  /// - Returns: false where it is leased or unknown, and nothing has changed.
  package mutating func remove(_ token: Int64, queue: FunctionName) -> Bool {
    guard let index = indexes[queue], let state = queues[index].remove(token) else { return false }
    if state == .delayed { _ = due.remove { $0.token == token } }
    return true
  }

  /// When the next delayed delivery of any queue is due; nil where none is delayed.
  package var nextDue: WallTime? { due.first?.dueAt }

  /// The queue's deliveries that have not ended, whatever their state.
  package func depth(_ queue: FunctionName) -> Int { count(queue, \.depth) }
  /// As of the last `advance` or `lease`.
  package func readyCount(_ queue: FunctionName) -> Int { count(queue, \.readyCount) }
  /// As of the last `advance` or `lease`.
  package func delayedCount(_ queue: FunctionName) -> Int { count(queue, \.delayedCount) }
  package func leasedCount(_ queue: FunctionName) -> Int { count(queue, \.leasedCount) }

  /// When the delivery that has waited longest (the smallest token) was accepted; nil for none.
  package func oldest(_ queue: FunctionName) -> WallTime? {
    indexes[queue].flatMap { queues[$0].oldest }
  }

  /// Every queue that has had a delivery.
  package var queueNames: [FunctionName] { Array(indexes.keys) }

  private func count(_ queue: FunctionName, _ count: (ReadyQueue) -> Int) -> Int {
    indexes[queue].map { count(queues[$0]) } ?? 0
  }

  private mutating func takeBack(_ token: Int64) -> Int {
    guard let index = leasedFrom.removeValue(forKey: token) else {
      preconditionFailure("delivery \(token) is not leased")
    }
    return Int(index)
  }

  private mutating func newQueue(_ name: FunctionName) -> Int {
    indexes[name] = queues.count
    queues.append(ReadyQueue())
    return queues.count - 1
  }
}
