import CloudEvents
import Deliveries
import Instants
import Routing

/// Where queued deliveries are kept until they have ended, with what else must outlive the process.
///
/// Every call that changes something returns after its effect is durable, but for the two fates
/// that `settle` names. A call that throws has changed nothing and may be made again. One
/// implementation is SQLite (`SQLiteStore`); no SQL, row number or file shows through here.
package protocol DeliveryStore: Sendable {
  // MARK: Deliveries

  /// Makes deliveries durable, all or none; they are ready at once, or at their `dueAt`.
  ///
  /// One whose `once` key another of its association was stored with, no longer ago than its window,
  /// is not stored again.
  /// - Returns: the indices of those that were not, with the ids of the ones stored before.
  /// - Throws: `StoreError.unavailable` where the disk is full or too many callers wait already.
  @discardableResult
  func append(_ deliveries: [NewDelivery]) async throws(StoreError) -> [Int: String]

  /// Takes up to `limit` ready deliveries of one queue, in order of arrival; no other caller gets
  /// them until they are settled or this process ends.
  ///
  /// - Parameter now: deliveries due at or before it count as ready.
  func lease(_ queue: FunctionName, limit: Int, now: WallTime) async throws(StoreError) -> [Lease]

  /// Says what became of leased deliveries.
  ///
  /// A retry or a dead letter is durable before it takes effect and before this returns. `done`
  /// takes effect at once and becomes durable soon after (`SQLiteStore`: written with the next
  /// commit or after 50 ms, on the disk with the next append): a crash in between makes the delivery
  /// come again, which at-least-once allows.
  /// With an aftermath, `done` takes effect once both are written, in one commit; a loss of power
  /// may undo it, and then the delivery comes again.
  /// `release`, `hold` and `park` need no disk. A lease that is no longer held is passed over.
  ///
  /// - Throws: where a retry or dead letter could not be stored; the deliveries of all retries and
  ///   dead letters in `settlements` are then still leased to the caller.
  func settle(_ settlements: [Settlement]) async throws(StoreError)

  /// Cancels a delivery that came without a source (`association` is nil), durably; an attempt that
  /// is under way goes on, and nothing follows from it.
  ///
  /// - Parameters:
  ///   - id: of the delivery.
  ///   - kept: the result that it leaves behind; nil for none.
  /// - Returns: what it was; nil where there is no such delivery, or it has ended.
  func cancel(_ id: String, leaving kept: KeptResult?) async throws(StoreError)
    -> CancelledDelivery?

  /// Makes ready at once what `Settlement.Fate.hold` keeps back in a queue: what it waits for may
  /// have gone. Retries wait on.
  func endHolds(of queue: FunctionName)

  /// Sets who is told that a queue has something to lease again.
  ///
  /// The handler is called at least once after every `lease` that came back with fewer than its
  /// limit, as soon as more is ready (appended, due, released, held no longer), and for every queue that has
  /// something ready now or gets it before its first `lease`. After a `lease` that came back full
  /// it is not called: the caller comes again by itself. One call stands for all who lease from
  /// that queue. It comes from any thread, may come once too often, and must not block.
  func setReadyHandler(_ handler: @escaping @Sendable (FunctionName) -> Void)

  /// What stands in every queue that has had a delivery since the store was opened.
  func queues() async throws(StoreError) -> [QueueStatistics]

  // MARK: Results

  /// What is known of a delivery that came without a source, or for which `NewDelivery.isAsked`.
  ///
  /// - Returns: nil where there is no such delivery, or its result's time is over.
  func call(_ id: String) async throws(StoreError) -> FoundCall?

  /// Sets how many bytes of results are kept; beyond it the oldest go, bit by bit.
  func keepResults(maxBytes: Int)

  // MARK: Dead letters

  /// Keeps deliveries that failed for good without ever having been queued, all or none.
  func appendDead(_ letters: [NewDeadLetter]) async throws(StoreError)

  /// Up to `limit` (1 to 10,000) dead letters in the order in which they died; fewer, but at least
  /// one, where they are big.
  ///
  /// - Parameter after: the `position` of the last one seen; nil begins at the oldest.
  func deadLetters(_ query: DeadLetterQuery, limit: Int, after: Int64?) async throws(StoreError)
    -> [DeadLetter]

  /// The same without reading them: up to `limit` (1 to 10,000).
  func deadLetterKeys(_ query: DeadLetterQuery, limit: Int, after: Int64?)
    async throws(StoreError) -> [DeadLetterKey]

  /// The position of the one that died last; nil where there is none.
  func lastDeadLetter() async throws(StoreError) -> Int64?

  /// Makes deliveries of dead letters, which stay and are marked with it, all or none.
  ///
  /// A letter that has gone is passed over, and one that was redriven before unless `isRepeated`.
  /// - Returns: the positions of the letters that were redriven.
  func redrive(_ redrives: [Redrive], isRepeated: Bool) async throws(StoreError) -> Set<Int64>

  /// Deletes dead letters, all or none; those that have gone are passed over.
  ///
  /// - Returns: how many were there.
  func purgeDeadLetters(_ positions: [Int64]) async throws(StoreError) -> Int

  /// How many dead letters each function has; functions without any are left out.
  func deadLetterCounts() async throws(StoreError) -> [FunctionName: Int]

  // MARK: Cron marks

  /// The scheduled instant up to which a cron source has fired; nil where it never has.
  func cronMark(of source: SourceName) async throws(StoreError) -> WallTime?

  /// Remembers, to the millisecond, up to which scheduled instant a cron source has fired.
  func recordCronMark(_ instant: WallTime, for source: SourceName) async throws(StoreError)

  // MARK: MQTT subscriptions

  /// The topic filters that a client of a broker may have subscribed in its kept session.
  func subscriptions(of client: String) async throws(StoreError) -> [String]

  /// Remembers the topic filters of a client instead of those before.
  func recordSubscriptions(_ filters: [String], of client: String) async throws(StoreError)

  // MARK: Pauses

  /// What is paused, and since when.
  ///
  /// No delivery of a paused function is leased. One of a paused association is, and is kept back
  /// by `Settlement.Fate.park`.
  var pauses: [PauseTarget: WallTime] { get }

  /// Remembers a pause, to the millisecond, or with nil its end.
  func recordPause(_ target: PauseTarget, since: WallTime?) async throws(StoreError)

  // MARK: The decision ledger

  /// Leaves records with the writer, which has them in the file before long: nobody waits for it,
  /// and what was recorded last may be lost with the power.
  ///
  /// - Returns: false where too much waits already, or the store is closed: they are dropped.
  func record(_ batch: LedgerBatch) -> Bool

  /// How many records were dropped, or could not be written, since the last call.
  func takeDroppedRecordCount() -> Int

  /// Sets how much of the ledger is kept; what is beyond goes bit by bit.
  func keepLedger(_ limits: LedgerLimits)

  /// The records of events or deliveries with one of these ids, in the order in which they were
  /// recorded; now and then one of another id with the same `LedgerKey`.
  ///
  /// - Parameter limit: where there are more, the latest.
  func ledgerRecords(of ids: [String], limit: Int) async throws(StoreError) -> [[UInt8]]

  // MARK: What waits

  /// Deliveries that have not ended, oldest first, by their own ids or those of their events. All
  /// deliveries are looked through: a second for a million.
  ///
  /// - Parameters:
  ///   - ending: how the id of an event may end instead.
  ///   - limit: where there are more, the oldest.
  func waitingDeliveries(
    of ids: [String], ending: String?, limit: Int
  ) async throws(StoreError) -> [WaitingDelivery]

  // MARK: The history of events

  /// Leaves events, and ends of their deliveries, with the writer, which has them in the file before
  /// long, in the order in which they were left: nobody waits for it, and what was left last may be
  /// lost with the power.
  ///
  /// - Returns: how many events and ends were dropped since the last call, for too much waited or
  ///   they could not be written.
  func keep(_ batch: HistoryBatch) -> Int

  /// Sets how much of the history is kept; what is beyond goes bit by bit.
  func keepHistory(_ limits: HistoryLimits)

  /// Events in the order in which they were taken in: up to `limit` (1 to 10,000), or fewer, even
  /// none, of a stretch that is bounded; `HistoryPage.next` says whether there may be more.
  ///
  /// - Parameters:
  ///   - after: the `next` of the page before; nil begins with the oldest.
  ///   - withData: false leaves out data and requests.
  func history(_ query: HistoryQuery, limit: Int, after: HistoryPlace?, withData: Bool)
    async throws(StoreError) -> HistoryPage

  /// The `position` of the event that was written last; nil where there is none.
  func lastInHistory() async throws(StoreError) -> Int64?

  // MARK: Life

  /// Ends what callers wait for, writes everything down and gives the store up.
  ///
  /// Later calls throw `StoreError.closed`; closing twice is fine.
  func close() async
}

extension DeliveryStore {
  /// Cancels a delivery that leaves nothing behind.
  package func cancel(_ id: String) async throws(StoreError) -> CancelledDelivery? {
    try await cancel(id, leaving: nil)
  }

  /// Dead letters whatever they are.
  package func deadLetters(limit: Int, after: Int64?) async throws(StoreError) -> [DeadLetter] {
    try await deadLetters(DeadLetterQuery(), limit: limit, after: after)
  }
}
