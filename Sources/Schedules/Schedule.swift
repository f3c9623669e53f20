/// When a cron source fires: a cron expression, or an interval.
///
/// - 5 fields (minute hour day-of-month month day-of-week), or 6 with seconds first.
/// - `*`, values, names (`JAN`, `SUN`, in any case), lists, ranges and steps; `10/15` goes from 10
///   to the greatest value by 15; `?` means `*`; day-of-week is 0 to 7, 0 and 7 both Sunday.
/// - Day-of-month also takes `L` (last day), `L-3` (three days before it), `15W` (the weekday
///   nearest to the 15th, in the same month), `LW` and `L-3W`. A day that a month does not have is
///   skipped, with `W` as without.
/// - Day-of-week also takes `FRI#2` (second Friday), `5L` or `FRIL` (last Friday) and `L`
///   (Saturday, the last day of Quartz's week).
/// - Where both day fields are restricted, either matches; where one starts with `*` (`*/2` too)
///   both must. This is cronie's rule; robfig/cron takes `*/2` for a restriction.
/// - `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`, `@annually`, and
///   `@every 90s` with a Go duration of whole seconds, which counts from 1970-01-01T00:00:00Z so
///   that every router fires at the same instants.
package struct Schedule: Sendable, Hashable, CustomStringConvertible {
  /// The expression as it was written.
  package let text: String
  let timing: Timing

  enum Timing: Sendable, Hashable {
    case calendar(CalendarFields)
    /// From 1 second to 10 years.
    case every(seconds: Int)
  }

  /// Reads an expression of at most 1,024 bytes.
  ///
  /// - Throws: `ScheduleError` for whatever is not a schedule, also for dates that never come.
  package init(_ expression: String) throws(ScheduleError) {
    timing = try ScheduleParser(expression).parse()
    text = expression
  }

  package var description: String { text }
}
