/// Which events of an association are the same, and for how long.
package struct DedupeSpec: Sendable, Hashable {
  /// How long an event keeps others that are the same from being queued.
  package var window: Duration
  /// The attribute or extension by which events are the same; nil for `source` and `id` together.
  package var attribute: String?

  package init(window: Duration, attribute: String? = nil) {
    self.window = window
    self.attribute = attribute
  }

  static let windows: ClosedRange<Duration> = .seconds(1) ... .seconds(30 * 86_400)
}
