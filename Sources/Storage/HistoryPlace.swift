/// A place in the order in which events were taken in.
package struct HistoryPlace: Sendable, Hashable {
  /// In milliseconds since 1970.
  package var takenAtMilliseconds: Int64
  /// Tells those of one millisecond apart.
  package var position: Int64

  package init(takenAtMilliseconds: Int64, position: Int64) {
    self.takenAtMilliseconds = takenAtMilliseconds
    self.position = position
  }
}
