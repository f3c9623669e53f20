/// A delivery that waits behind others of its line.
struct WaitingEntry {
  var token: Int64
  var acceptedAtMilliseconds: Int64
  /// nil where it was due when it joined the line.
  var dueAtMilliseconds: Int64?
  /// The index of its queue.
  var queue: Int32
}
