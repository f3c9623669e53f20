/// Records that are left with the writer at once.
protocol RecordBatch: Sendable {
  var count: Int { get }
  /// What it takes in memory and in the file, roughly.
  var bytes: Int { get }
}
