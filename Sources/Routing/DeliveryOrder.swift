/// Which queued deliveries of an association go one after the other, in order of acceptance.
package enum DeliveryOrder: String, Sendable, Hashable, CaseIterable {
  /// None: each goes as soon as it may.
  case none
  /// Those whose events have the same sticky key; an event without one is ordered by nothing.
  case key
  /// All of them.
  case source
}
