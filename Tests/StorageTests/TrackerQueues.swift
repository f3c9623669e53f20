import Instants
import Routing

@testable import Storage

/// A tracker alone, with what would be in the file beside it: its tokens are the model's numbers.
struct TrackerQueues: OrderedQueues {
  private var tracker = QueueTracker(cacheBytes: 2_000)
  private var rows: [Int64: NewDelivery] = [:]
  private var letters: [String: Letter] = [:]
  private var pauses: Set<AssociationName> = []

  private struct Letter {
    let function: FunctionName
    var holder: LineHolder?
  }

  mutating func append(_ delivery: NewDelivery, now: WallTime) {
    tracker.publish(
      [.append([delivery])], firstToken: insert(delivery),
      nowMilliseconds: now.millisecondsSinceEpoch)
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
    case .retry(_, let due): rows[settlement.token]?.dueAt = due
    case .dead(_, _, _, let holdsLine):
      var letter = Letter(function: delivery.version.function)
      if holdsLine, let place = delivery.place, let association = delivery.association {
        letter.holder = LineHolder(
          function: delivery.version.function, association: association, key: place.key)
      }
      letters[delivery.id] = letter
      rows[settlement.token] = nil
    default: break
    }
    tracker.publish([.settle(rest.durable)], firstToken: 0, nowMilliseconds: 0)
  }

  mutating func redrive(_ letter: String, as delivery: NewDelivery, now: WallTime) {
    let batch = RedriveBatch([Redrive(position: 0, delivery: delivery)], isRepeated: false)
    batch.taken = [RedriveBatch.Taken(index: 0, holder: letters[letter]?.holder)]
    letters[letter]?.holder = nil
    tracker.publish(
      [.redrive(batch)], firstToken: insert(delivery),
      nowMilliseconds: now.millisecondsSinceEpoch)
  }

  mutating func purge(_ letter: String) {
    guard let found = letters.removeValue(forKey: letter) else { return }
    let batch = PurgeBatch([0])
    batch.purgedCounts = [found.function: 1]
    batch.purgedHolders = [found.holder].compactMap(\.self)
    tracker.publish([.purge(batch)], firstToken: 0, nowMilliseconds: 0)
  }

  mutating func setPause(_ association: AssociationName, isPaused: Bool) {
    let since: WallTime? = isPaused ? start : nil
    if isPaused { pauses.insert(association) } else { pauses.remove(association) }
    tracker.publish(
      [.recordPause(.association(association), since: since)], firstToken: 0, nowMilliseconds: 0)
  }

  func statistics() -> [QueueStatistics] { tracker.statistics }

  mutating func restart(now: WallTime) {
    tracker = QueueTracker(cacheBytes: 2_000)
    tracker.load(pauses: pauses.map { .association($0) })
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
    for letter in letters.values { letter.holder.map { tracker.load(holder: $0) } }
    tracker.loadedLines()
  }
}
