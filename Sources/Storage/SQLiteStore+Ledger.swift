import EventLoops
import Routing

extension SQLiteStore {
  package func record(_ batch: LedgerBatch) -> Bool {
    guard !batch.isEmpty else { return true }
    guard !intake.isClosed, ledger.add(batch) else { return false }
    intake.scheduleFlush()
    return true
  }

  package func takeDroppedRecordCount() -> Int { ledger.takeDroppedCount() }

  package func keepLedger(_ limits: LedgerLimits) {
    ledger.limits = limits
    intake.signal.raise()
  }

  package func ledgerRecords(of ids: [String], limit: Int) async throws(StoreError) -> [[UInt8]] {
    // What was recorded before this call is in the file after it.
    if !ledger.isEmpty { try await intake.submit(.catchUp, bytes: 0) }
    let keys = Set(ids.map { LedgerKey.of($0) })
    var found: [[UInt8]] = []
    var next: Int64? = .max
    while let position = next, found.count < limit {
      let rest = limit - found.count
      let page = try await onReaderLoop { reader in
        await reader.ledgerPage(keys, before: position, limit: rest)
      }
      found += page.records
      next = page.next
    }
    return found.prefix(limit).reversed()
  }
}
