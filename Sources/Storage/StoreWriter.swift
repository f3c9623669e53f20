import EventLoops
import Instants
import Routing
import SQLite
import Synchronization

/// The one writer: turns what callers leave in the intake into transactions, on a thread of its own.
///
/// A group forms while the commit before it waits for the disk; there is no timer. It runs on a
/// loop that nobody else uses, and so may block it.
actor StoreWriter {
  private let intake: Intake
  private let ledger: SQLiteStore.LedgerIntake
  private let memories: SQLiteStore.HistoryIntake
  private let resultLimit: ResultLimit
  private let tracker: QueueTracker
  private let counters: StoreCounters
  private let options: SQLiteStore.Options
  private let loop: EventLoop
  private var file: StoreFile?
  private var nextToken: Int64

  private var backlog: [WriteRequest] = []
  /// How much of the backlog has been answered.
  private var answeredCount = 0
  /// Tokens whose rows are to be deleted.
  private var finished: [Int64] = []
  /// What is to be written into the ledger.
  private var records: [LedgerBatch] = []
  private var upkeep = LedgerUpkeep()
  private var history = HistoryUpkeep()
  private var results = ResultUpkeep()
  private var flushAt: MonotonicTime?
  private var shrinkAt: MonotonicTime?

  /// Deletions in one commit: they are small.
  private static let finishedLimit = 4_096
  /// How long the disk is left alone after it failed to take deletions.
  private static let pauseAfterFailure: Duration = .seconds(1)
  /// How long nothing must have been deleted before free pages are given back.
  private static let pauseBeforeShrinking: Duration = .seconds(1)
  /// The longest sleep while something is delayed, for the civil clock may be set.
  private static let longestSleep: Duration = .seconds(1)

  init(
    file: consuming StoreFile, nextToken: Int64, intake: Intake,
    ledger: SQLiteStore.LedgerIntake, memories: SQLiteStore.HistoryIntake,
    resultLimit: ResultLimit, tracker: QueueTracker, counters: StoreCounters,
    options: SQLiteStore.Options, loop: EventLoop
  ) {
    self.file = consume file
    self.nextToken = nextToken
    self.intake = intake
    self.ledger = ledger
    self.memories = memories
    self.resultLimit = resultLimit
    self.tracker = tracker
    self.counters = counters
    self.options = options
    self.loop = loop
  }

  /// Works until the intake has ended and is empty, and closes the file then; call it once.
  func run() async {
    guard var file = self.file.take() else { return }
    // What an earlier process left free is given back, too.
    shrinkAt = MonotonicTime.read() + Self.pauseBeforeShrinking
    upkeep.totalBytes = (try? file.ledgerBytes()) ?? 0
    history = HistoryUpkeep(file)
    results.totalBytes = (try? file.resultBytes()) ?? 0
    while true {
      let now = MonotonicTime.read()
      let flushIsOver = flushAt.map { $0 <= now } ?? false
      let notes = intake.take(
        requests: &backlog, finished: &finished,
        endsFlush: flushIsOver && isIdle)
      records += ledger.take()
      history.waiting += memories.take()
      if !notes.isFlushScheduled { flushAt = nil }
      if notes.isFlushScheduled && flushAt == nil { flushAt = now + options.completionDelay }
      // What came between the two is announced already.
      if !isIdle && flushAt == nil { flushAt = now + options.completionDelay }

      if !backlog.isEmpty || (!isIdle && (flushIsOver || notes.isEnding)) {
        commitGroup(to: &file, isLast: notes.isEnding)
      } else if notes.isEnding {
        break
      } else {
        await rest(&file)
      }
    }
    // What is not moved out of the log now is read from it at the next start.
    try? file.checkpoint()
  }

  /// Whether there is nothing to write that nobody waits for.
  private var isIdle: Bool { finished.isEmpty && records.isEmpty && history.waiting.isEmpty }

  // MARK: Groups

  /// Commits the next requests of the backlog together with what has finished.
  private func commitGroup(to file: inout StoreFile, isLast: Bool) {
    let group = nextGroup()
    do {
      try commitSparingRecords(group, to: &file)
      answer(group, nil) { _ in true }
    } catch {
      // Where there is no room, what grows the file fails; what empties the queue may still pass.
      let failure = StoreError(error, path: file.path)
      answer(group, failure) { $0.isGrowth }
      let hasPassed = hasGrowth(group) && (try? commit(group, to: &file, withGrowth: false)) != nil
      answer(group, hasPassed ? nil : failure) { !$0.isGrowth }
      if !hasPassed { flushAt = MonotonicTime.read() + Self.pauseAfterFailure }
      // Deletions that cannot be stored at the end are forgotten: those deliveries come again.
      if !hasPassed && isLast { finished.removeAll() }
    }
    retire(group)
  }

  /// Commits a group, once more without ledger and history where it fails: these must fail nothing
  /// else.
  private func commitSparingRecords(
    _ group: Range<Int>, to file: inout StoreFile
  ) throws(SQLiteError) {
    do {
      try commit(group, to: &file, withGrowth: true)
    } catch {
      guard !records.isEmpty || !history.waiting.isEmpty else { throw error }
      ledger.gaveUp(records)
      records = []
      memories.gaveUp(history.waiting)
      history.waiting = []
      try commit(group, to: &file, withGrowth: true)
    }
  }

  private func hasGrowth(_ group: Range<Int>) -> Bool { backlog[group].contains(where: \.isGrowth) }

  /// The next requests up to the limits of a group; at least one where there is any.
  private func nextGroup() -> Range<Int> {
    var end = answeredCount
    var count = 0
    var bytes = 0
    while end < backlog.count {
      count += backlog[end].count
      bytes += backlog[end].bytes
      if end > answeredCount && (count > options.groupCount || bytes > options.groupBytes) { break }
      end += 1
    }
    return answeredCount..<end
  }

  /// Writes a group in one transaction and, once it is durable, publishes it.
  ///
  /// Completions alone do not wait for the disk: all that their loss could do is bring a delivery
  /// again.
  private func commit(
    _ group: Range<Int>, to file: inout StoreFile, withGrowth: Bool
  ) throws(SQLiteError) {
    let wanted = group.filter { withGrowth || !backlog[$0].isGrowth }
    let deletions = min(finished.count, Self.finishedLimit)
    let (noted, notedCount) = nextRecords()
    let eventCount = history.nextCount(limitBytes: options.historyGroupBytes)
    guard !wanted.isEmpty || deletions > 0 || notedCount > 0 || eventCount > 0 else { return }
    let now = options.clock()
    let firstToken = nextToken
    var historyBytes = 0
    let (ledgerBytes, resultBytes) = (upkeep.totalBytes, results.totalBytes)
    let waitsForDisk = wanted.contains { backlog[$0].waitsForDisk }
    do {
      try file.beginTransaction(waitsForDisk: waitsForDisk)
      try file.delete(finished[..<deletions])
      for index in wanted { try write(backlog[index].change, to: &file, now: now) }
      if notedCount > 0 { try upkeep.write(noted, to: &file, ledger.limits) }
      if eventCount > 0 {
        historyBytes = try history.write(eventCount, to: &file, memories.limits)
      }
      try file.commitTransaction()
    } catch {
      counters.failures.add(1, ordering: .relaxed)
      file.rollBack()
      upkeep.totalBytes = ledgerBytes
      results.totalBytes = resultBytes
      throw error
    }
    counters.commits.add(1, ordering: .relaxed)
    if notedCount > 0 {
      ledger.wrote(bytes: records[..<notedCount].reduce(0) { $0 + $1.bytes })
      records.removeFirst(notedCount)
      upkeep.pruneAt = upkeep.pruneAt ?? MonotonicTime.read()
    }
    if eventCount > 0 {
      memories.wrote(bytes: history.wrote(eventCount, totalBytes: historyBytes))
    }
    if waitsForDisk { counters.syncs.add(1, ordering: .relaxed) }
    if deletions > 0 {
      finished.removeFirst(deletions)
      shrinkAt = MonotonicTime.read() + Self.pauseBeforeShrinking
    }
    tracker.publish(
      wanted.lazy.map { self.backlog[$0].change }, firstToken: firstToken,
      nowMilliseconds: now.millisecondsSinceEpoch)
  }

  /// The next records for the ledger up to the limit of a group, as one row, and their batches.
  private func nextRecords() -> (LedgerBatch, Int) {
    var row = LedgerBatch()
    var count = 0
    while count < records.count, row.bytes < options.ledgerGroupBytes {
      row.append(records[count])
      count += 1
    }
    return (row, count)
  }

  private func write(
    _ change: WriteRequest.Change, to file: inout StoreFile, now: WallTime
  ) throws(SQLiteError) {
    switch change {
    case .append(let deliveries):
      for delivery in deliveries {
        try file.insert(delivery, token: nextToken)
        nextToken += 1
      }
    case .appendOnce(let batch): try write(batch, to: &file, now: now)
    case .settle(let batch): try write(batch, to: &file, now: now)
    case .appendDead(let letters):
      for letter in letters { try file.insertDead(letter, now: now) }
    case .redrive(let batch): try write(batch, to: &file, now: now)
    case .purge(let batch): try write(batch, to: &file)
    case .cancel(let cancellation):
      if let kept = cancellation.kept {
        try results.keep(
          kept, ofCall: cancellation.id, in: &file, limit: resultLimit.bytes, now: now)
      }
      cancellation.row = try file.cancel(cancellation.id)
    case .recordCronMark(let instant, let source):
      try file.recordCronMark(instant, for: source)
    case .recordPause(let target, let since):
      try file.recordPause(target, since: since)
    case .recordSubscriptions(let filters, let client):
      try file.recordSubscriptions(filters, of: client)
    case .catchUp: break
    }
  }

  /// Stores those that were not stored before.
  private func write(
    _ batch: OnceBatch, to file: inout StoreFile, now: WallTime
  ) throws(SQLiteError) {
    var outcome = OnceBatch.Outcome()
    for (index, delivery) in batch.deliveries.enumerated() {
      if let key = delivery.once, let first = try file.remember(key, of: delivery, now: now) {
        outcome.duplicates[index] = first
        continue
      }
      try file.insert(delivery, token: nextToken)
      nextToken += 1
      outcome.taken.append(index)
    }
    batch.outcome = outcome
  }

  /// Marks each letter and makes its delivery in one transaction: neither is there without the other.
  private func write(
    _ batch: RedriveBatch, to file: inout StoreFile, now: WallTime
  ) throws(SQLiteError) {
    var taken: [RedriveBatch.Taken] = []
    for (index, delivery) in batch.deliveries.enumerated() {
      let holder =
        delivery.place == nil ? nil : try file.holder(position: batch.positions[index])
      let isMarked = try file.markRedriven(
        position: batch.positions[index], as: delivery.id, isRepeated: batch.isRepeated,
        now: now)
      guard isMarked else { continue }
      try file.insert(delivery, token: nextToken)
      nextToken += 1
      taken.append(RedriveBatch.Taken(index: index, holder: holder))
    }
    batch.taken = taken
  }

  private func write(_ batch: PurgeBatch, to file: inout StoreFile) throws(SQLiteError) {
    var counts: [FunctionName: Int] = [:]
    var holders: [LineHolder] = []
    for position in batch.positions {
      guard let (function, held) = try file.purge(position: position) else { continue }
      counts[function, default: 0] += 1
      if let held { holders.append(held) }
    }
    batch.purgedCounts = counts
    batch.purgedHolders = holders
  }

  private func write(
    _ batch: SettlementBatch, to file: inout StoreFile, now: WallTime
  ) throws(SQLiteError) {
    var followUps: [NewDelivery] = []
    for settlement in batch.settlements {
      if let aftermath = settlement.aftermath,
        try write(aftermath, of: settlement.token, to: &file, now: now)
      {
        followUps += aftermath.followUps
      }
      try write(settlement, to: &file, now: now)
    }
    batch.followUps = followUps
  }

  /// - Returns: false where the delivery was cancelled before: then nothing is left behind.
  private func write(
    _ aftermath: Aftermath, of token: Int64, to file: inout StoreFile, now: WallTime
  ) throws(SQLiteError) -> Bool {
    guard
      try results.keep(aftermath.kept, of: token, in: &file, limit: resultLimit.bytes, now: now)
    else { return false }
    for delivery in aftermath.followUps {
      try file.insert(delivery, token: nextToken)
      nextToken += 1
    }
    return true
  }

  private func write(
    _ settlement: Settlement, to file: inout StoreFile, now: WallTime
  ) throws(SQLiteError) {
    switch settlement.fate {
    case .retry(let attempts, let due):
      try file.retry(token: settlement.token, attempts: attempts, at: due)
    case .dead(let attempts, let status, let reason, let holdsLine):
      try file.bury(
        token: settlement.token, attempts: attempts, status: status, reason: reason,
        holdsLine: holdsLine, now: now)
    case .done: try file.delete(CollectionOfOne(settlement.token))
    case .release, .hold, .park:
      preconditionFailure("\(settlement.fate) is no matter of the disk")
    }
  }

  // MARK: Answers

  /// Gives the room of requests back, and then tells whoever waits: their next one finds it free.
  private func answer(
    _ group: Range<Int>, _ error: StoreError?, where isMeant: (WriteRequest) -> Bool
  ) {
    var count = 0
    var bytes = 0
    for request in backlog[group] where isMeant(request) {
      count += request.count
      bytes += request.bytes
    }
    if count > 0 { intake.answered(count: count, bytes: bytes) }
    for request in backlog[group] where isMeant(request) {
      request.waiter.resume(returning: error.map { .failure($0) } ?? .success(()))
    }
  }

  /// Empties the backlog once all of it is answered.
  private func retire(_ group: Range<Int>) {
    answeredCount = group.upperBound
    if answeredCount == backlog.count {
      backlog.removeAll(keepingCapacity: true)
      answeredCount = 0
    }
  }

  // MARK: Rest

  /// Does the upkeep that is due, and sleeps until there is something to do.
  private func rest(_ file: inout StoreFile) async {
    let civil = options.clock()
    let due = tracker.promote(nowMilliseconds: civil.millisecondsSinceEpoch)
    let now = MonotonicTime.read()
    if let time = shrinkAt, time <= now {
      // Where it fails the pages stay in the file and are used again.
      let hasMore = (try? file.shrink()) ?? false
      shrinkAt = hasMore ? now : nil
    }
    let isPruned = upkeep.pruneSome(of: &file, ledger.limits, civil, now)
    if history.pruneSome(of: &file, memories.limits, civil, now) || isPruned {
      shrinkAt = now + Self.pauseBeforeShrinking
    }
    if results.pruneSome(of: &file, limit: resultLimit.bytes, civil, now) {
      shrinkAt = now + Self.pauseBeforeShrinking
    }
    var deadlines = [flushAt, shrinkAt, upkeep.pruneAt, history.pruneAt, results.pruneAt]
      .compactMap(\.self)
    if let due {
      let wait = WallTime(millisecondsSinceEpoch: due) - civil
      deadlines.append(now + min(wait, Self.longestSleep))
    }
    let sleeper = Sleeper()
    intake.signal.arm(sleeper)
    if let deadline = deadlines.min() { loop.wake(sleeper, at: deadline) }
    await sleeper.wait()
    intake.signal.disarm(sleeper)
  }
}
