/// A delivery that is not due yet; the order is that of the due times.
struct DelayedEntry: Comparable {
  var dueAtMilliseconds: Int64
  var token: Int64
  var acceptedAtMilliseconds: Int64
  /// The line whose head it is.
  var line: LineID?

  static func < (left: DelayedEntry, right: DelayedEntry) -> Bool {
    (left.dueAtMilliseconds, left.token) < (right.dueAtMilliseconds, right.token)
  }
}
