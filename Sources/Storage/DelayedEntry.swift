/// A delivery that is not due yet; the order is that of the due times.
struct DelayedEntry: Comparable {
  var dueAtMilliseconds: Int64
  var token: Int64
  var acceptedAtMilliseconds: Int64
  /// The line whose head it is.
  var line: LineID?
  /// Whether it was held, so that it may become ready before that time.
  var isHeld = false

  var ready: ReadyEntry {
    ReadyEntry(
      token: token, acceptedAtMilliseconds: acceptedAtMilliseconds, delivery: nil,
      line: line)
  }

  static func < (left: DelayedEntry, right: DelayedEntry) -> Bool {
    (left.dueAtMilliseconds, left.token) < (right.dueAtMilliseconds, right.token)
  }
}
