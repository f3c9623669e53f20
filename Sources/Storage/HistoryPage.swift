/// Events that were found in one stretch of the history.
package struct HistoryPage: Sendable, Hashable {
  /// In the order in which they were taken in.
  package var entries: [HistoryEntry] = []
  /// After which to go on; nil at the end.
  package var next: HistoryPlace?

  package init() {}
}
