import EventLoops
import Instants
import Routing
import SQLite
import Synchronization

/// The delivery store in one SQLite file, `patchbay.db`, in a folder that one process owns.
///
/// Callers append and suspend; one thread commits what has gathered, publishes it and resumes them
/// on their own loops (group commit). Order, due times and leases live in memory, so that a lease
/// costs no disk access, and after a restart whatever had not ended is ready again. Payloads just
/// appended stay in a bounded cache; others are read by a second thread. No call blocks its loop.
/// `StoreSchema` describes the file.
package final class SQLiteStore: DeliveryStore {
  typealias LedgerIntake = RecordIntake<LedgerBatch, LedgerLimits>
  typealias HistoryIntake = RecordIntake<HistoryBatch, HistoryLimits>

  let options: Options
  let intake: Intake
  let ledger: LedgerIntake
  let memories: HistoryIntake
  let resultLimit = ResultLimit()
  let tracker: QueueTracker
  private let counters = StoreCounters()
  private let cronMarks: Mutex<[SourceName: WallTime]>
  private let subscriptions: Mutex<[String: [String]]>
  private let pausedSince: Mutex<[PauseTarget: WallTime]>
  private let reader: StoreReader
  private let readerLoop: EventLoop
  private let writerLoop: EventLoop
  private let writing: Task<Void, Never>
  private let closing = Mutex<Task<Void, Never>?>(nil)

  /// Opens the store in a folder, creating both where they are missing.
  ///
  /// It reads the keys of all deliveries and blocks so long: about a second for a million.
  /// - Throws: `StoreError.inUse`, `unavailable`, `damaged` or `tooNew`.
  package init(directory: String, options: Options = Options()) throws(StoreError) {
    self.options = options
    intake = Intake(countLimit: options.waitingCount, bytesLimit: options.waitingBytes)
    ledger = LedgerIntake(bytesLimit: options.ledgerWaitingBytes, limits: LedgerLimits())
    memories = HistoryIntake(bytesLimit: options.historyWaitingBytes, limits: HistoryLimits())
    tracker = QueueTracker(cacheBytes: options.cacheBytes)
    let file = try StoreFile(folder: directory, options: options)
    let nextToken: Int64
    do {
      nextToken = try file.load(into: tracker, now: options.clock())
      cronMarks = Mutex(try file.cronMarks())
      subscriptions = Mutex(try file.subscriptions())
      let pauses = try file.pauses()
      tracker.load(pauses: pauses.keys)
      pausedSince = Mutex(pauses)
    } catch {
      throw StoreError(error, path: file.path)
    }
    reader = try StoreReader(path: file.path)
    do {
      readerLoop = try EventLoop(name: "store-reader")
      writerLoop = try EventLoop(name: "store-writer")
    } catch {
      throw .unavailable(reason: "\(error)")
    }
    let writer = StoreWriter(
      file: file, nextToken: nextToken, intake: intake, ledger: ledger, memories: memories,
      resultLimit: resultLimit,
      tracker: tracker, counters: counters, options: options, loop: writerLoop)
    readerLoop.start()
    writerLoop.start()
    writing = writerLoop.spawn { [writerLoop] in
      await writer.run()
      writerLoop.stop()
    }
  }

  deinit {
    intake.end()
    readerLoop.stop()
  }

  // MARK: Deliveries

  @discardableResult
  package func append(_ deliveries: [NewDelivery]) async throws(StoreError) -> [Int: String] {
    guard !deliveries.isEmpty else { return [:] }
    let bytes = deliveries.reduce(0) { $0 + $1.bytes }
    guard deliveries.contains(where: { $0.once != nil }) else {
      try await intake.submit(.append(deliveries), bytes: bytes)
      return [:]
    }
    let batch = OnceBatch(deliveries)
    try await intake.submit(.appendOnce(batch), bytes: bytes)
    return batch.outcome.duplicates
  }

  package func lease(
    _ queue: FunctionName, limit: Int, now: WallTime
  ) async throws(StoreError) -> [Lease] {
    guard !intake.isClosed else { throw .closed }
    guard limit > 0 else { return [] }
    let entries = tracker.lease(queue, limit: limit, nowMilliseconds: now.millisecondsSinceEpoch)
    let missing = entries.filter { $0.delivery == nil }
    guard !missing.isEmpty else {
      return entries.compactMap { entry in
        entry.delivery.map { Lease(token: entry.token, delivery: $0) }
      }
    }
    return try await read(missing, among: entries)
  }

  package func settle(_ settlements: [Settlement]) async throws(StoreError) {
    guard !intake.isClosed else { throw .closed }
    let durable = settleInMemory(settlements)
    guard !durable.isEmpty else { return }
    do {
      let bytes = durable.reduce(0) { $0 + 64 + ($1.aftermath?.bytes ?? 0) }
      try await intake.submit(.settle(SettlementBatch(durable)), bytes: bytes)
    } catch {
      tracker.keepLeased(durable)
      throw error
    }
  }

  /// Settles what needs no disk, and returns the others.
  private func settleInMemory(_ settlements: [Settlement]) -> [Settlement] {
    let rest = tracker.settle(settlements)
    if !rest.finished.isEmpty { intake.finish(rest.finished) }
    // The writer may sleep beyond what is due now.
    if rest.isDueEarlier { intake.signal.raise() }
    return rest.durable
  }

  package func cancel(
    _ id: String, leaving kept: KeptResult?
  ) async throws(StoreError) -> CancelledDelivery? {
    let cancellation = Cancellation(id: id, kept)
    try await intake.submit(.cancel(cancellation), bytes: 64)
    return cancellation.cancelled
  }

  /// `settle` for a fate that need not be durable at once; false for another, which changes nothing.
  package func settleNow(_ settlement: Settlement) -> Bool {
    guard !settlement.isDurable, !intake.isClosed else { return false }
    return settleInMemory([settlement]).isEmpty
  }

  package func endHolds(of queue: FunctionName) { tracker.endHolds(of: queue) }

  package func setReadyHandler(_ handler: @escaping @Sendable (FunctionName) -> Void) {
    tracker.setReadyHandler(handler)
  }

  package func queues() async throws(StoreError) -> [QueueStatistics] {
    guard !intake.isClosed else { throw .closed }
    return tracker.statistics
  }

  // MARK: Cron marks

  package func cronMark(of source: SourceName) async throws(StoreError) -> WallTime? {
    guard !intake.isClosed else { throw .closed }
    return cronMarks.withLock { $0[source] }
  }

  package func recordCronMark(
    _ instant: WallTime, for source: SourceName
  ) async throws(StoreError) {
    try await intake.submit(.recordCronMark(instant, source), bytes: 64)
    cronMarks.withLock {
      $0[source] = WallTime(millisecondsSinceEpoch: instant.millisecondsSinceEpoch)
    }
  }

  // MARK: MQTT subscriptions

  package func subscriptions(of client: String) async throws(StoreError) -> [String] {
    guard !intake.isClosed else { throw .closed }
    return subscriptions.withLock { $0[client] ?? [] }
  }

  package func recordSubscriptions(
    _ filters: [String], of client: String
  ) async throws(StoreError) {
    try await intake.submit(.recordSubscriptions(filters, client: client), bytes: 64)
    subscriptions.withLock { $0[client] = filters }
  }

  // MARK: Pauses

  package var pauses: [PauseTarget: WallTime] { pausedSince.withLock { $0 } }

  package func recordPause(_ target: PauseTarget, since: WallTime?) async throws(StoreError) {
    try await intake.submit(.recordPause(target, since: since), bytes: 64)
    pausedSince.withLock {
      $0[target] = since.map { WallTime(millisecondsSinceEpoch: $0.millisecondsSinceEpoch) }
    }
  }

  // MARK: Life

  package func close() async {
    let ending = closing.withLock { task in
      let ending = task ?? Task { await self.shutDown() }
      task = ending
      return ending
    }
    await ending.value
  }

  /// Commits made since the store was opened.
  package var commits: Int { counters.commits.load(ordering: .relaxed) }

  /// Commits that waited for the disk: all but those of completions alone.
  package var syncs: Int { counters.syncs.load(ordering: .relaxed) }

  /// Commits that failed since the store was opened.
  package var failedCommits: Int { counters.failures.load(ordering: .relaxed) }

  private func shutDown() async {
    intake.close()
    await Task(executorPreference: readerLoop) { [reader] in await reader.close() }.value
    // The writer closes its connection last: that removes the log.
    intake.end()
    await writing.value
    readerLoop.stop()
    await offLoop { [readerLoop, writerLoop] in
      readerLoop.join()
      writerLoop.join()
    }
  }

  // MARK: Reading

  /// Completes leases whose payload is not in memory.
  private func read(
    _ missing: [ReadyEntry], among entries: [ReadyEntry]
  ) async throws(StoreError) -> [Lease] {
    let tokens = missing.map(\.token)
    let found: [NewDelivery?]
    do {
      found = try await onReaderLoop { reader in await reader.deliveries(tokens) }
    } catch {
      // They are offered again, but not at once: the file will hardly be better then.
      let later = options.clock() + .seconds(1)
      tracker.postpone(entries, untilMilliseconds: later.millisecondsSinceEpoch)
      intake.signal.raise()
      throw error
    }
    var next = 0
    // Who comes after one that has gone may be due before the writer looks.
    defer { if found.contains(nil) { intake.signal.raise() } }
    return entries.compactMap { entry in
      if let delivery = entry.delivery { return Lease(token: entry.token, delivery: delivery) }
      defer { next += 1 }
      if let delivery = found[next] { return Lease(token: entry.token, delivery: delivery) }
      tracker.forget(entry.token)
      return nil
    }
  }

  /// Reads on the reader's thread: it may wait for the disk.
  func onReaderLoop<Value: Sendable>(
    _ body: @escaping @Sendable (StoreReader) async -> Result<Value, StoreError>
  ) async throws(StoreError) -> Value {
    guard !intake.isClosed else { throw .closed }
    return try await Task(executorPreference: readerLoop) { [reader] in await body(reader) }
      .value.get()
  }
}
