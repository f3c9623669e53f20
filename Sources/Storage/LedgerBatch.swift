import Instants

/// Records of the decision ledger that are written at once.
///
/// Each is a JSON object on a line of its own; what stands in it is the recorder's business.
package struct LedgerBatch: RecordBatch {
  /// The objects, with a comma and a line feed between two of them.
  private(set) var records: [UInt8] = []
  /// Two for each record: its event's and its delivery's `LedgerKey`, 0 for none.
  private(set) var keys: [UInt32] = []
  /// When the earliest and the latest of the records happened.
  private(set) var beganAt = WallTime(nanosecondsSinceEpoch: .max)
  private(set) var endedAt = WallTime(nanosecondsSinceEpoch: .min)

  package init() {}

  package var count: Int { keys.count / 2 }
  package var isEmpty: Bool { keys.isEmpty }

  /// What it takes in memory and in the file, roughly.
  package var bytes: Int { records.count + 4 * keys.count + 64 }

  /// Adds a record.
  ///
  /// - Parameter write: appends one JSON object without a line feed in it.
  @inline(__always)
  package mutating func append(
    event: String, delivery: String?, at time: WallTime, _ write: (inout [UInt8]) -> Void
  ) {
    beganAt = min(beganAt, time)
    endedAt = max(endedAt, time)
    keys.append(LedgerKey.of(event))
    keys.append(delivery.map { LedgerKey.of($0) } ?? 0)
    beginRecord()
    write(&records)
  }

  /// Adds what happened elsewhere.
  mutating func append(_ other: LedgerBatch) {
    guard !other.isEmpty else { return }
    beganAt = min(beganAt, other.beganAt)
    endedAt = max(endedAt, other.endedAt)
    keys += other.keys
    beginRecord()
    records += other.records
  }

  private mutating func beginRecord() {
    guard !records.isEmpty else { return }
    records.append(UInt8(ascii: ","))
    records.append(UInt8(ascii: "\n"))
  }
}
