/// Records of the ledger that were found in one stretch of it.
struct LedgerPage: Sendable {
  /// JSON objects, the latest first.
  var records: [[UInt8]] = []
  /// Where to go on, further back; nil at the beginning.
  var next: Int64?
}
