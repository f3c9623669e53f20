/// A delivery that is handed out.
struct LeasedEntry {
  /// The index of its queue.
  var queue: Int
  var acceptedAtMilliseconds: Int64
  /// The line whose head it is.
  var line: LineID?
  /// Whether a retry or dead letter is on its way to the disk.
  var isSettling = false
}
