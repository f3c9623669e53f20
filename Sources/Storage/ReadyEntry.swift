/// A delivery that waits to be leased; the order is that of arrival.
struct ReadyEntry: Comparable {
  var token: Int64
  var acceptedAtMilliseconds: Int64
  /// nil where the delivery must be read from the file.
  var delivery: NewDelivery?
  /// The line whose head it is; nil where it is ordered by nothing.
  var line: LineID?

  static func < (left: ReadyEntry, right: ReadyEntry) -> Bool { left.token < right.token }
  static func == (left: ReadyEntry, right: ReadyEntry) -> Bool { left.token == right.token }
}
