import Instants
import Routing

@testable import Storage

/// A tracker alone, with what would be in the file beside it: its tokens are the model's numbers.
struct TrackerQueues: WalkedQueues {
  static let isWhole = false
  private var tracker = QueueTracker(cacheBytes: 2_000)
  private var rows: [Int64: NewDelivery] = [:]
  private var buried: [String: Letter] = [:]
  private var pauses: Set<PauseTarget> = []

  private struct Letter {
    let function: FunctionName
    var holder: LineHolder?
  }

  /// It is told the time with each call.
  func set(_ now: WallTime) {}

  mutating func append(_ delivery: NewDelivery, now: WallTime) -> String? {
    tracker.publish(
      [.append([delivery])], firstToken: insert(delivery),
      nowMilliseconds: now.millisecondsSinceEpoch)
    return nil
  }

  private mutating func insert(_ delivery: NewDelivery) -> Int64 {
    let token = Int64(delivery.id) ?? 0
    rows[token] = delivery
    return token
  }

  func lease(_ queue: FunctionName, limit: Int, now: WallTime) -> [Lease] {
    tracker.lease(queue, limit: limit, nowMilliseconds: now.millisecondsSinceEpoch)
      .compactMap { entry in rows[entry.token].map { Lease(token: entry.token, delivery: $0) } }
  }

  mutating func settle(_ settlement: Settlement, of delivery: NewDelivery) {
    let rest = tracker.settle([settlement])
    for token in rest.finished { rows[token] = nil }
    guard !rest.durable.isEmpty else { return }
    switch settlement.fate {
    case .retry(let attempts, let due):
      rows[settlement.token]?.attempts = attempts
      rows[settlement.token]?.dueAt = due
    case .dead(_, _, _, let holdsLine):
      var letter = Letter(function: delivery.version.function)
      if holdsLine, let place = delivery.place, let association = delivery.association {
        letter.holder = LineHolder(
          function: delivery.version.function, association: association, key: place.key)
      }
      buried[delivery.id] = letter
      rows[settlement.token] = nil
    default: break
    }
    tracker.publish([.settle(SettlementBatch(rest.durable))], firstToken: 0, nowMilliseconds: 0)
  }

  mutating func cancel(_ id: String) -> CancelledDelivery? {
    let cancellation = Cancellation(id: id, nil)
    if let token = Int64(id), let row = rows[token], row.association == nil {
      rows[token] = nil
      cancellation.row = (
        token, CancelledDelivery(version: row.version, eventID: row.eventID)
      )
    }
    tracker.publish([.cancel(cancellation)], firstToken: 0, nowMilliseconds: 0)
    return cancellation.cancelled
  }

  func endHolds(of queue: FunctionName) { tracker.endHolds(of: queue) }

  mutating func bury(_ delivery: NewDelivery) {
    buried[delivery.id] = Letter(function: delivery.version.function)
    let letter = NewDeadLetter(delivery: delivery, status: nil, reason: "no")
    tracker.publish([.appendDead([letter])], firstToken: 0, nowMilliseconds: 0)
  }

  mutating func redrive(
    _ letter: String, as delivery: NewDelivery, isRepeated: Bool, now: WallTime
  ) {
    let batch = RedriveBatch([Redrive(position: 0, delivery: delivery)], isRepeated: false)
    batch.taken = [RedriveBatch.Taken(index: 0, holder: buried[letter]?.holder)]
    buried[letter]?.holder = nil
    tracker.publish(
      [.redrive(batch)], firstToken: insert(delivery),
      nowMilliseconds: now.millisecondsSinceEpoch)
  }

  mutating func purge(_ letter: String) {
    guard let found = buried.removeValue(forKey: letter) else { return }
    let batch = PurgeBatch([0])
    batch.purgedCounts = [found.function: 1]
    batch.purgedHolders = [found.holder].compactMap(\.self)
    tracker.publish([.purge(batch)], firstToken: 0, nowMilliseconds: 0)
  }

  mutating func setPause(_ target: PauseTarget, isPaused: Bool) {
    if isPaused { pauses.insert(target) } else { pauses.remove(target) }
    tracker.publish(
      [.recordPause(target, since: isPaused ? start : nil)], firstToken: 0, nowMilliseconds: 0)
  }

  func statistics() -> [QueueStatistics] { tracker.statistics }

  func deadCounts() -> [FunctionName: Int] { tracker.deadCounts }

  func letters() -> [String] { [] }

  mutating func crash(now: WallTime) -> [String] {
    restart(now: now)
    return rows.values.map(\.id)
  }

  mutating func restart(now: WallTime) {
    tracker = QueueTracker(cacheBytes: 2_000)
    tracker.load(pauses: pauses)
    let now = now.millisecondsSinceEpoch
    for (token, row) in rows.sorted(by: { $0.key < $1.key }) {
      let (due, accepted) = (
        row.dueAt.millisecondsSinceEpoch, row.acceptedAt.millisecondsSinceEpoch
      )
      if let place = row.place, let association = row.association {
        tracker.load(
          waiting: place, of: association, queue: row.version.function, token: token,
          dueAtMilliseconds: due, acceptedAtMilliseconds: accepted, nowMilliseconds: now)
      } else {
        tracker.load(
          queue: row.version.function, token: token, dueAtMilliseconds: due,
          acceptedAtMilliseconds: accepted, nowMilliseconds: now)
      }
    }
    for letter in buried.values {
      tracker.load(queue: letter.function, deadCount: 1)
      letter.holder.map { tracker.load(holder: $0) }
    }
    tracker.loadedLines()
  }
}
