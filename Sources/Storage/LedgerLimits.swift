/// How much of the ledger is kept.
package struct LedgerLimits: Sendable, Hashable {
  /// How long a record is kept.
  package var retention: Duration
  /// Bytes of records in the file; beyond it the oldest go.
  package var maxBytes: Int

  package init(retention: Duration = .seconds(7 * 86_400), maxBytes: Int = 256 << 20) {
    self.retention = retention
    self.maxBytes = maxBytes
  }
}
