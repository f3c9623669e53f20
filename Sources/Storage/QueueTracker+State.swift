import Instants
import Routing

extension QueueTracker {
  /// What the lock guards, and the steps taken under it.
  struct State {
    var queues: [TrackedQueue] = []
    var indices: [FunctionName: Int] = [:]
    var leased: [Int64: LeasedEntry] = [:]
    /// Nothing is due before it.
    var nextDueAtMilliseconds = Int64.max
    var cachedBytes = 0
    /// The deliveries that go one after the other; empty where there are none such.
    var lines = LineTable()
    var pausedAssociations: Set<AssociationName> = []
    var handler: ReadyHandler?
    /// Queues whose handler call is owed once the lock is given back.
    var notices: [FunctionName] = []

    mutating func index(of queue: FunctionName) -> Int {
      if let index = indices[queue] { return index }
      queues.append(TrackedQueue(name: queue))
      indices[queue] = queues.count - 1
      return queues.count - 1
    }

    mutating func append(
      _ delivery: NewDelivery, token: Int64, cacheBytes: Int, nowMilliseconds: Int64
    ) {
      var line: LineID?
      if delivery.place != nil {
        line = join(delivery, token: token, nowMilliseconds: nowMilliseconds)
        if line == nil { return }
      }
      let isCached = cachedBytes + delivery.bytes <= cacheBytes
      insert(
        queue: index(of: delivery.version.function), token: token,
        dueAtMilliseconds: delivery.dueAt.millisecondsSinceEpoch,
        acceptedAtMilliseconds: delivery.acceptedAt.millisecondsSinceEpoch,
        nowMilliseconds: nowMilliseconds, delivery: isCached ? delivery : nil, line: line)
    }

    mutating func insert(
      queue: Int, token: Int64, dueAtMilliseconds: Int64, acceptedAtMilliseconds: Int64,
      nowMilliseconds: Int64, delivery: NewDelivery?, line: LineID? = nil
    ) {
      if dueAtMilliseconds <= nowMilliseconds {
        cachedBytes += delivery?.bytes ?? 0
        queues[queue].ready.append(
          ReadyEntry(
            token: token, acceptedAtMilliseconds: acceptedAtMilliseconds, delivery: delivery,
            line: line))
        noteReady(queue)
      } else {
        let leased = LeasedEntry(
          queue: queue, acceptedAtMilliseconds: acceptedAtMilliseconds, line: line)
        delay(leased, token: token, dueAtMilliseconds: dueAtMilliseconds)
      }
    }

    mutating func delay(
      _ entry: LeasedEntry, token: Int64, dueAtMilliseconds: Int64, isHeld: Bool = false
    ) {
      queues[entry.queue].ready.delay(
        DelayedEntry(
          dueAtMilliseconds: dueAtMilliseconds, token: token,
          acceptedAtMilliseconds: entry.acceptedAtMilliseconds, line: entry.line, isHeld: isHeld))
      nextDueAtMilliseconds = min(nextDueAtMilliseconds, dueAtMilliseconds)
    }

    mutating func endLease(of token: Int64) -> LeasedEntry? {
      guard let entry = leased.removeValue(forKey: token) else { return nil }
      queues[entry.queue].leasedCount -= 1
      return entry
    }

    /// Forgets a delivery that is cancelled; an attempt that is under way is none any more.
    ///
    /// - Returns: false where it has ended before.
    mutating func withdraw(_ token: Int64, from name: FunctionName) -> Bool {
      if endLease(of: token) != nil { return true }
      let queue = index(of: name)
      if let entry = queues[queue].ready.remove(token) {
        cachedBytes -= entry.delivery?.bytes ?? 0
        return true
      }
      for association in queues[queue].parked.keys
      where queues[queue].parked[association]?.remove(token) != nil {
        return true
      }
      return false
    }

    /// Applies what is durable now.
    mutating func settle(_ settlement: Settlement, nowMilliseconds: Int64) {
      guard let leased = endLease(of: settlement.token) else { return }
      switch settlement.fate {
      case .retry(_, let dueAt):
        delay(leased, token: settlement.token, dueAtMilliseconds: dueAt.millisecondsSinceEpoch)
        if dueAt.millisecondsSinceEpoch <= nowMilliseconds {
          queues[leased.queue].ready.promote(nowMilliseconds: nowMilliseconds)
          noteReady(leased.queue)
        }
      case .dead(_, _, _, let holdsLine):
        queues[leased.queue].deadCount += 1
        guard let line = leased.line else { return }
        if holdsLine { hold(line, in: leased.queue) }
        pass(line)
      case .done: leased.line.map { pass($0) }
      case .release, .hold, .park:
        preconditionFailure("\(settlement.fate) is no matter of the disk")
      }
    }

    /// Makes ready what is due by now, in all queues.
    mutating func promoteDue(nowMilliseconds: Int64) {
      guard nextDueAtMilliseconds <= nowMilliseconds else { return }
      nextDueAtMilliseconds = .max
      for index in queues.indices {
        queues[index].ready.promote(nowMilliseconds: nowMilliseconds)
        noteReady(index)
        if let next = queues[index].ready.nextDueAtMilliseconds {
          nextDueAtMilliseconds = min(nextDueAtMilliseconds, next)
        }
      }
    }

    /// Owes the handler a call if somebody waits for this queue and it has something.
    mutating func noteReady(_ queue: Int) {
      guard handler != nil, queues[queue].isHungry, !queues[queue].isPaused,
        queues[queue].ready.readyCount > 0
      else { return }
      queues[queue].isHungry = false
      notices.append(queues[queue].name)
    }
  }
}
