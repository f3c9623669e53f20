/// A delivery that is handed out.
struct LeasedEntry {
  /// The index of its queue.
  var queue: Int
  var acceptedAtMilliseconds: Int64
  /// Whether a retry or dead letter is on its way to the disk.
  var isSettling = false
}
