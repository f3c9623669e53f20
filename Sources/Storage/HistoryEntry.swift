/// An event of the history, and how its deliveries ended as far as that is known.
package struct HistoryEntry: Sendable, Hashable {
  package var place: HistoryPlace
  package var event: PastEvent
  /// The last one of each association, in the order of their names.
  package var ends: [PastEnd]

  package init(place: HistoryPlace, event: PastEvent, ends: [PastEnd]) {
    self.place = place
    self.event = event
    self.ends = ends
  }
}
