import Instants
import Routing

/// A change that somebody waits to see durable; a class, for it is handed on several times.
final class WriteRequest: Sendable {
  enum Change: Sendable {
    case append([NewDelivery])
    case appendOnce(OnceBatch)
    /// Retries and dead letters of leased deliveries, and what others leave behind.
    case settle(SettlementBatch)
    case appendDead([NewDeadLetter])
    case redrive(RedriveBatch)
    case purge(PurgeBatch)
    case cancel(Cancellation)
    case recordCronMark(WallTime, SourceName)
    /// nil ends the pause.
    case recordPause(PauseTarget, since: WallTime?)
    case recordSubscriptions([String], client: String)
    /// Changes nothing: what was recorded in the ledger before is written with it.
    case catchUp
  }

  let change: Change
  /// Bytes of payload.
  let bytes: Int
  let waiter: CheckedContinuation<Result<Void, StoreError>, Never>

  init(
    change: Change, bytes: Int, waiter: CheckedContinuation<Result<Void, StoreError>, Never>
  ) {
    self.change = change
    self.bytes = bytes
    self.waiter = waiter
  }

  /// How many rows it is about.
  var count: Int {
    switch change {
    case .append(let deliveries): deliveries.count
    case .appendOnce(let batch): batch.deliveries.count
    case .settle(let batch): batch.settlements.count + batch.followUpCount
    case .appendDead(let letters): letters.count
    case .redrive(let batch): batch.deliveries.count
    case .purge(let batch): batch.positions.count
    case .cancel, .recordCronMark, .recordPause, .recordSubscriptions, .catchUp: 1
    }
  }

  /// Whether it needs room in the file: these fail first when there is none.
  var isGrowth: Bool {
    switch change {
    case .append, .appendOnce, .appendDead, .redrive: true
    case .settle(let batch): batch.settlements.contains { $0.aftermath != nil }
    case .purge, .cancel, .recordCronMark, .recordPause, .recordSubscriptions,
      .catchUp:
      false
    }
  }

  /// Whether it must be on the disk before its caller hears of it.
  ///
  /// A loss of power may undo the end of a delivery with all that it leaves: then it comes again.
  var waitsForDisk: Bool {
    switch change {
    case .settle(let batch): batch.settlements.contains { $0.fate.waitsForDisk }
    default: true
    }
  }
}
