import Instants
import Routing
import Synchronization

/// The ready order, due times and leases of all queues, in memory; safe from any thread.
///
/// It knows of a delivery only what is durable: the writer publishes after its commit.
final class QueueTracker: Sendable {
  typealias ReadyHandler = @Sendable (FunctionName) -> Void

  private let state = Mutex(State())
  private let cacheBytes: Int

  init(cacheBytes: Int) {
    self.cacheBytes = cacheBytes
  }

  // MARK: What the writer says

  /// Takes in a row found at the start; rows come in order of arrival.
  func load(
    queue: FunctionName, token: Int64, dueAtMilliseconds: Int64, acceptedAtMilliseconds: Int64,
    nowMilliseconds: Int64
  ) {
    update { state in
      state.insert(
        queue: state.index(of: queue), token: token, dueAtMilliseconds: dueAtMilliseconds,
        acceptedAtMilliseconds: acceptedAtMilliseconds, nowMilliseconds: nowMilliseconds,
        delivery: nil)
    }
  }

  func load(pauses: some Sequence<PauseTarget>) {
    update { state in
      for target in pauses { state.setPause(target, isPaused: true) }
    }
  }

  /// Takes in a row of a line; who goes first is seen once all are there (`loadedLines`).
  func load(
    waiting place: LinePlace, of association: AssociationName, queue: FunctionName, token: Int64,
    dueAtMilliseconds: Int64, acceptedAtMilliseconds: Int64, nowMilliseconds: Int64
  ) {
    update { state in
      let queue = state.index(of: queue)
      let line = state.lines.line(place.key, of: association)
      state.wait(
        WaitingEntry(
          token: token, acceptedAtMilliseconds: acceptedAtMilliseconds,
          dueAtMilliseconds: dueAtMilliseconds <= nowMilliseconds ? nil : dueAtMilliseconds,
          queue: Int32(queue)), in: line, place: place.token)
    }
  }

  func load(holder: LineHolder) {
    update { state in
      let line = state.lines.line(holder.key, of: holder.association)
      state.hold(line, in: state.index(of: holder.function))
    }
  }

  /// Lets the first of each line go.
  func loadedLines() {
    update { state in
      var lines: [LineID] = []
      state.lines.forEachLine { lines.append($0) }
      for line in lines { state.goOn(line) }
    }
  }

  func load(queue: FunctionName, deadCount: Int) {
    update { state in state.queues[state.index(of: queue)].deadCount += deadCount }
  }

  /// Takes over what a commit has made durable.
  ///
  /// - Parameter firstToken: that of the first delivery inserted; the others follow by one.
  func publish(
    _ changes: some Sequence<WriteRequest.Change>, firstToken: Int64, nowMilliseconds: Int64
  ) {
    update { state in
      var token = firstToken
      for change in changes {
        switch change {
        case .append(let deliveries):
          for delivery in deliveries {
            state.append(
              delivery, token: token, cacheBytes: cacheBytes, nowMilliseconds: nowMilliseconds)
            token += 1
          }
        case .appendOnce(let batch):
          for index in batch.outcome.taken {
            state.append(
              batch.deliveries[index], token: token, cacheBytes: cacheBytes,
              nowMilliseconds: nowMilliseconds)
            token += 1
          }
        case .settle(let batch):
          for settlement in batch.settlements {
            state.settle(settlement, nowMilliseconds: nowMilliseconds)
          }
          for delivery in batch.followUps {
            state.append(
              delivery, token: token, cacheBytes: cacheBytes, nowMilliseconds: nowMilliseconds)
            token += 1
          }
        case .appendDead(let letters):
          for letter in letters {
            state.queues[state.index(of: letter.delivery.version.function)].deadCount += 1
          }
        case .redrive(let batch):
          for taken in batch.taken {
            state.append(
              batch.deliveries[taken.index], token: token, cacheBytes: cacheBytes,
              nowMilliseconds: nowMilliseconds)
            token += 1
          }
          for taken in batch.taken { taken.holder.map { state.release($0) } }
        case .purge(let batch):
          for (queue, count) in batch.purgedCounts {
            state.queues[state.index(of: queue)].deadCount -= count
          }
          for holder in batch.purgedHolders { state.release(holder) }
        case .cancel(let cancellation):
          guard let row = cancellation.row else { break }
          if state.withdraw(row.token, from: row.delivery.version.function) {
            cancellation.cancelled = row.delivery
          }
        case .recordPause(let target, let since): state.setPause(target, isPaused: since != nil)
        case .recordCronMark, .recordSubscriptions, .catchUp: break
        }
      }
      // A writer that is never idle has no other moment to look at the time.
      state.promoteDue(nowMilliseconds: nowMilliseconds)
    }
  }

  /// Makes ready what is due by now, and says when something is due next.
  func promote(nowMilliseconds: Int64) -> Int64? {
    update { state in
      state.promoteDue(nowMilliseconds: nowMilliseconds)
      return state.nextDueAtMilliseconds == .max ? nil : state.nextDueAtMilliseconds
    }
  }

  // MARK: What lessees do

  func lease(_ queue: FunctionName, limit: Int, nowMilliseconds: Int64) -> [ReadyEntry] {
    update { state in
      let index = state.index(of: queue)
      state.queues[index].ready.promote(nowMilliseconds: nowMilliseconds)
      let isPaused = state.queues[index].isPaused
      let count = isPaused ? 0 : min(limit, state.queues[index].ready.readyCount)
      var entries: [ReadyEntry] = []
      entries.reserveCapacity(count)
      while entries.count < count, let entry = state.queues[index].ready.popFirst() {
        state.leased[entry.token] = LeasedEntry(
          queue: index, acceptedAtMilliseconds: entry.acceptedAtMilliseconds, line: entry.line)
        state.cachedBytes -= entry.delivery?.bytes ?? 0
        entries.append(entry)
      }
      state.queues[index].leasedCount += entries.count
      if entries.count < limit { state.queues[index].isHungry = true }
      state.noteReady(index)
      return entries
    }
  }

  /// Puts back what was leased but could not be read; it is ready again at that time.
  func postpone(_ entries: [ReadyEntry], untilMilliseconds: Int64) {
    update { state in
      for entry in entries {
        guard let leased = state.endLease(of: entry.token) else { continue }
        state.delay(leased, token: entry.token, dueAtMilliseconds: untilMilliseconds)
        // Whoever leased has found nothing.
        state.queues[leased.queue].isHungry = true
      }
    }
  }

  /// Drops a lease whose row is gone.
  func forget(_ token: Int64) {
    update { state in
      guard let leased = state.endLease(of: token) else { return }
      // Whoever leased has found less than there was.
      state.queues[leased.queue].isHungry = true
      state.noteReady(leased.queue)
      if let line = leased.line { state.pass(line) }
    }
  }

  /// Makes ready what is held in a queue, whatever its time.
  func endHolds(of queue: FunctionName) {
    update { state in
      guard let index = state.indices[queue] else { return }
      state.queues[index].ready.promoteHeld()
      state.noteReady(index)
    }
  }

  /// What is left to do of settlements.
  struct Unsettled {
    /// The tokens of what has ended.
    var finished: [Int64] = []
    /// What must be durable before it takes effect.
    var durable: [Settlement] = []
    /// Whether something is due before everything that was due until now.
    var isDueEarlier = false
  }

  /// Sorts settlements, and applies what needs no disk.
  func settle(_ settlements: [Settlement]) -> Unsettled {
    update { state in
      let nextDue = state.nextDueAtMilliseconds
      var rest = Unsettled()
      for settlement in settlements {
        let token = settlement.token
        guard let leased = state.leased[token], !leased.isSettling else { continue }
        switch settlement.fate {
        case .done where settlement.aftermath == nil:
          _ = state.endLease(of: token)
          rest.finished.append(token)
          if let line = leased.line { state.pass(line) }
        case .release:
          _ = state.endLease(of: token)
          state.queues[leased.queue].ready.putBack(
            ReadyEntry(
              token: token, acceptedAtMilliseconds: leased.acceptedAtMilliseconds, delivery: nil,
              line: leased.line))
          state.noteReady(leased.queue)
        case .hold(let time):
          _ = state.endLease(of: token)
          state.delay(
            leased, token: token, dueAtMilliseconds: time.millisecondsSinceEpoch, isHeld: true)
        case .park(let association): state.park(token, for: association)
        case .retry, .dead, .done:
          state.leased[token]?.isSettling = true
          rest.durable.append(settlement)
        }
      }
      rest.isDueEarlier = state.nextDueAtMilliseconds < nextDue
      return rest
    }
  }

  func isLeased(_ token: Int64) -> Bool { state.withLock { $0.leased[token] != nil } }

  /// Takes back that settlements are on their way: they could not be stored.
  func keepLeased(_ settlements: [Settlement]) {
    update { state in
      for settlement in settlements { state.leased[settlement.token]?.isSettling = false }
    }
  }

  // MARK: Looking on

  func setReadyHandler(_ handler: @escaping ReadyHandler) {
    update { state in
      state.handler = handler
      for index in state.queues.indices { state.noteReady(index) }
    }
  }

  var statistics: [QueueStatistics] {
    state.withLock { state in
      var oldestLeased = [Int64?](repeating: nil, count: state.queues.count)
      for leased in state.leased.values {
        let oldest = oldestLeased[leased.queue] ?? .max
        oldestLeased[leased.queue] = min(oldest, leased.acceptedAtMilliseconds)
      }
      var oldestWaiting = [Int64](repeating: .max, count: state.queues.count)
      state.lines.forEachWaiting { entry in
        let oldest = oldestWaiting[Int(entry.queue)]
        oldestWaiting[Int(entry.queue)] = min(oldest, entry.acceptedAtMilliseconds)
      }
      return state.queues.indices.map { index in
        let queue = state.queues[index]
        let oldest =
          [
            queue.ready.oldestAcceptedAtMilliseconds, oldestLeased[index],
            queue.waitingCount == 0 ? nil : oldestWaiting[index],
          ]
          + queue.parked.values.map(\.oldestAcceptedAtMilliseconds)
        return QueueStatistics(
          queue: queue.name, ready: queue.ready.readyCount, leased: queue.leasedCount,
          delayed: queue.ready.delayedCount,
          parked: queue.parked.values.reduce(0) { $0 + $1.entries.count },
          waiting: queue.waitingCount, holders: queue.holderCount,
          oldestAcceptedAt: oldest.compactMap(\.self).min().map {
            WallTime(millisecondsSinceEpoch: $0)
          })
      }
    }
  }

  func leased(among tokens: [Int64]) -> Set<Int64> {
    state.withLock { state in Set(tokens.filter { state.leased[$0] != nil }) }
  }

  var deadCounts: [FunctionName: Int] {
    state.withLock { state in
      var counts: [FunctionName: Int] = [:]
      for queue in state.queues where queue.deadCount > 0 { counts[queue.name] = queue.deadCount }
      return counts
    }
  }

  /// Runs `body` under the lock and then, without it, the handler calls that it owes.
  private func update<Result>(_ body: (inout State) -> Result) -> Result {
    var notices: [FunctionName] = []
    var handler: ReadyHandler?
    let result = state.withLock { state in
      let result = body(&state)
      if !state.notices.isEmpty {
        swap(&notices, &state.notices)
        handler = state.handler
      }
      return result
    }
    for queue in notices { handler?(queue) }
    return result
  }
}
