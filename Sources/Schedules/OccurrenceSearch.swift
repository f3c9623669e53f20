/// The search for firings on a clock that jumps.
///
/// Instants are seconds since the epoch; local times are seconds on the zone's clock. A zone's
/// history is a row of periods of one offset each. Where a period begins, `shown` says how far the
/// zone's clock had already come: what lies between `shown` and the period's first local time was
/// swallowed by a gap, what lies before `shown` is a second pass. That covers gaps and overlaps of
/// any length at any hour, also a missing day.
struct OccurrenceSearch {
  let fields: CalendarFields
  let zone: TimeZoneRules
  /// Whether what a gap swallowed runs once, in the first minute after it.
  let runsLate: Bool
  /// Whether a second pass runs too.
  let runsTwice: Bool

  /// The rule of Debian's cron daemon where the policy says nothing: expressions whose minute or
  /// hour starts with `*` follow the clock, the others run once, whatever it does.
  init(fields: CalendarFields, zone: TimeZoneRules, policy: DSTPolicy) {
    self.fields = fields
    self.zone = zone
    runsLate = policy.gap.map { $0 == .runLate } ?? !fields.followsWallClock
    runsTwice = policy.overlap.map { $0 == .twice } ?? fields.followsWallClock
  }

  /// The first firing from `start` on and before `limit`.
  func first(from start: Int, before limit: Int) -> (instant: Int, offset: Int)? {
    var period = zone.period(at: start)
    while period.start < limit {
      if let instant = first(in: period, from: start, before: limit) {
        return (instant, period.offset)
      }
      guard period.end < limit else { return nil }
      period = zone.period(at: period.end)
    }
    return nil
  }

  private func first(in period: TimeZoneRules.Period, from start: Int, before limit: Int) -> Int? {
    let shown = zone.localTimeShown(before: period)
    let begin = max(start, period.start) + period.offset
    let end = min(period.end, limit) + period.offset
    let regular = fields.nextLocal(from: runsTwice ? begin : max(begin, shown), before: end)
    guard runsLate, start < period.start + 60, let late = late(in: period, shown: shown),
      late >= begin, late < end, late < regular ?? .max
    else { return regular.map { $0 - period.offset } }
    return late - period.offset
  }

  /// The local time at which the period makes up for the gap before it; nil where nothing was
  /// swallowed, or where the schedule fires in that minute anyway.
  private func late(in period: TimeZoneRules.Period, shown: Int) -> Int? {
    let begin = period.start + period.offset
    let end = period.end + period.offset
    guard fields.nextLocal(from: shown, before: begin) != nil else { return nil }
    let fullMinute = (begin + 59).dividedRoundingDown(by: 60) * 60
    let late = fullMinute < end ? fullMinute : begin
    guard fields.nextLocal(from: late, before: min(late + 60, end)) == nil else { return nil }
    return late
  }
}
