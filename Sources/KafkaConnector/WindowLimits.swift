/// How much of a partition is held at once: beyond it the partition is paused, and fetched again
/// once half of it is done.
struct WindowLimits: Sendable, Hashable {
  /// Records that are not finished; at least 1.
  var records = 1_000
  /// What these take in memory; at least 1.
  var bytes = 16 * 1_048_576
  /// Records since the first that is not finished: what others overtook comes again after a crash,
  /// so it is bounded too. At least `records`.
  var span = 10_000

  init() {}

  init(records: Int, bytes: Int = 16 * 1_048_576, span: Int = 10_000) {
    precondition(records > 0 && bytes > 0 && span >= records, "a window without room: \(records)")
    self.records = records
    self.bytes = bytes
    self.span = span
  }
}
