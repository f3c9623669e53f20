import Instants

/// The stretches of time in which no occurrence is left to fire.
///
/// They only matter where the clock goes back: what fired is known by its scheduled instant and
/// does not fire again, what was let go while the clock ran ahead fires when its time comes.
struct FiredSpans: Sendable, Hashable {
  /// How many stretches are kept; each clock that was set adds one, and the oldest goes.
  static let limit = 64

  /// Open at the start, closed at the end.
  private struct Span: Sendable, Hashable {
    var after: WallTime
    var through: WallTime
  }

  private var spans: [Span] = []

  /// Notes that nothing is left to fire after one instant and through another.
  mutating func add(after: WallTime, through: WallTime) {
    if let index = spans.lastIndex(where: { $0.after <= after && after <= $0.through }) {
      spans[index].through = max(spans[index].through, through)
      return
    }
    spans.append(Span(after: after, through: through))
    if spans.count > Self.limit { spans.removeFirst() }
  }

  /// The end of the stretch that an instant lies in; nil where it lies in none.
  func end(of instant: WallTime) -> WallTime? {
    spans.last { $0.after < instant && instant <= $0.through }?.through
  }
}
