import Instants

extension Schedule {
  /// How far a search goes: 100 years of 366 days. The rarest dates, such as a 29th of February
  /// on a given weekday, come at least every 40 years.
  package static let horizon = Duration.seconds(horizonSeconds)

  private static let horizonSeconds = 100 * 366 * 86_400
  /// The last whole second of `WallTime`.
  private static let lastSecond = Int(Int64.max / 1_000_000_000)
  private static let firstSecond = -lastSecond

  /// The first firing after an instant; nil where there is none within the horizon.
  package func next(
    after instant: WallTime, in zone: TimeZoneRules, dst: DSTPolicy = DSTPolicy()
  ) -> Occurrence? {
    let start = Int(instant.secondsSinceEpoch) + 1
    return first(from: start, before: start + Self.horizonSeconds, zone, dst)
  }

  /// The last firing before an instant; nil where there is none within the horizon.
  package func previous(
    before instant: WallTime, in zone: TimeZoneRules, dst: DSTPolicy = DSTPolicy()
  ) -> Occurrence? {
    let floor = Int(instant.secondsSinceEpoch)
    let isWhole = WallTime(secondsSinceEpoch: Int64(max(floor, Self.firstSecond))) == instant
    let limit = isWhole ? floor : floor + 1
    return last(from: limit - Self.horizonSeconds, before: limit, zone, dst)
  }

  /// The firings after one instant and up to and including another, the earliest first.
  ///
  /// - Parameter limit: how many at most; the earliest are returned.
  package func occurrences(
    after: WallTime, through: WallTime, limit: Int, in zone: TimeZoneRules,
    dst: DSTPolicy = DSTPolicy()
  ) -> [Occurrence] {
    var result: [Occurrence] = []
    var instant = after
    while result.count < limit, let found = next(after: instant, in: zone, dst: dst),
      found.utc <= through
    {
      result.append(found)
      instant = found.utc
    }
    return result
  }

  /// The same from the other end: the latest are returned, the earliest of them first.
  package func latestOccurrences(
    after: WallTime, through: WallTime, limit: Int, in zone: TimeZoneRules,
    dst: DSTPolicy = DSTPolicy()
  ) -> [Occurrence] {
    var result: [Occurrence] = []
    let start = Int(after.secondsSinceEpoch) + 1
    var end = Int(through.secondsSinceEpoch) + 1
    while result.count < limit, let found = last(from: start, before: end, zone, dst) {
      result.append(found)
      end = Int(found.utc.secondsSinceEpoch)
    }
    return result.reversed()
  }

  /// The first firing from one second on and before another.
  private func first(from start: Int, before limit: Int, _ zone: TimeZoneRules, _ dst: DSTPolicy)
    -> Occurrence?
  {
    let start = max(start, Self.firstSecond)
    let limit = min(limit, Self.lastSecond + 1)
    guard start < limit else { return nil }
    switch timing {
    case .every(let period):
      let second = (start + period - 1).dividedRoundingDown(by: period) * period
      guard second < limit else { return nil }
      return occurrence(second, zone.period(at: second).offset)
    case .calendar(let fields):
      return OccurrenceSearch(fields: fields, zone: zone, policy: dst)
        .first(from: start, before: limit).map { occurrence($0.instant, $0.offset) }
    }
  }

  /// The last firing from one second on and before another: looks back twice as far until there is
  /// a firing, then halves what is left, so that there is one search to be right, not two.
  private func last(from start: Int, before limit: Int, _ zone: TimeZoneRules, _ dst: DSTPolicy)
    -> Occurrence?
  {
    var width = 1
    var found: Occurrence?
    while found == nil {
      guard limit - width / 2 > start else { return nil }
      found = first(from: max(start, limit - width), before: limit, zone, dst)
      width *= 2
    }
    guard var best = found else { return nil }
    var low = Int(best.utc.secondsSinceEpoch) + 1
    var high = limit
    while low < high {
      let middle = low + (high - low) / 2
      if let later = first(from: middle, before: high, zone, dst) {
        best = later
        low = Int(later.utc.secondsSinceEpoch) + 1
      } else {
        high = middle
      }
    }
    return best
  }

  private func occurrence(_ second: Int, _ offset: Int) -> Occurrence {
    Occurrence(utc: WallTime(secondsSinceEpoch: Int64(second)), offsetSeconds: offset)
  }
}
