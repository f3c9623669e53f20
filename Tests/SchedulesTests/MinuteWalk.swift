import Instants
import Schedules
import TestSupport

/// A slow and simple cron to compare with: it looks at every minute, as the daemon does.
///
/// It keeps the daemon's virtual clock, which is the local time up to which everything has run.
struct MinuteWalk {
  var minutes: Set<Int>
  var hours: Set<Int>
  var days: Set<Int>
  var months: Set<Int>
  var weekdays: Set<Int>
  var expression: String
  var policy: DSTPolicy

  /// Zones and days in which clocks jump.
  static let windows: [(zone: String, start: String, days: Int)] = [
    ("Europe/Berlin", "2026-03-27T22:17:05Z", 4), ("Europe/Berlin", "2026-10-23T22:00:00Z", 4),
    ("America/New_York", "2050-03-12T00:00:00Z", 3),
    ("America/New_York", "2050-11-05T12:00:00Z", 3),
    ("Australia/Lord_Howe", "2026-04-03T00:00:00Z", 4),
    ("Australia/Lord_Howe", "2026-10-02T00:00:00Z", 4),
    ("Pacific/Apia", "2011-12-28T00:00:00Z", 5), ("Asia/Kathmandu", "1985-12-30T00:00:00Z", 4),
    ("America/Sao_Paulo", "2018-02-16T00:00:00Z", 4),
    ("America/Sao_Paulo", "2018-11-02T00:00:00Z", 4),
    ("Antarctica/Troll", "2026-03-27T00:00:00Z", 4),
    ("Antarctica/Troll", "2026-10-23T00:00:00Z", 4),
    ("Africa/Casablanca", "2026-02-13T00:00:00Z", 4),
    ("Pacific/Kwajalein", "1993-08-19T00:00:00Z", 5),
  ]

  func firings(after start: WallTime, through end: WallTime, in zone: TimeZoneRules)
    -> [Occurrence]
  {
    var result: [Occurrence] = []
    // Two days ahead of the start, so that the virtual clock is right when it counts.
    var second = start.secondsSinceEpoch / 60 * 60 - 2 * 86_400
    let wild = expression.split(separator: " ").prefix(2).contains { $0.hasPrefix("*") }
    let runsLate = policy.gap.map { $0 == .runLate } ?? !wild
    let runsTwice = policy.overlap.map { $0 == .twice } ?? wild
    var virtual: Int?
    while second <= end.secondsSinceEpoch {
      let time = WallTime(secondsSinceEpoch: second)
      let offset = zone.offsetSeconds(at: time)
      let local = (Int(second) + offset) / 60
      let previous = virtual ?? local - 1
      let fires: Bool
      if local > previous {
        let swallowed = runsLate && (previous + 1..<local).contains(where: matches)
        fires = matches(local) || swallowed
      } else {
        fires = runsTwice && matches(local)
      }
      if fires, time > start {
        result.append(Occurrence(utc: time, offsetSeconds: offset))
      }
      virtual = max(previous, local)
      second += 60
    }
    return result
  }

  /// - Parameter local: minutes since 1970-01-01T00:00 on the zone's clock.
  private func matches(_ local: Int) -> Bool {
    let date = CivilDate(daysSinceEpoch: local / 1_440)
    let fields = expression.split(separator: " ")
    let both = fields[2].hasPrefix("*") || fields[4].hasPrefix("*")
    let day = days.contains(date.day)
    let weekday = weekdays.contains(date.weekday)
    return minutes.contains(local % 60) && hours.contains(local / 60 % 24)
      && months.contains(date.month) && (both ? day && weekday : day || weekday)
  }

  static func random(using generator: inout SeededGenerator) -> MinuteWalk {
    let minutes = field(0...59, using: &generator)
    let hours = field(0...23, using: &generator)
    let days = Bool.random(using: &generator) ? all(1...31) : field(1...31, using: &generator)
    let weekdays = Bool.random(using: &generator) ? all(0...6) : field(0...6, using: &generator)
    return MinuteWalk(
      minutes: minutes.values, hours: hours.values, days: days.values, months: Set(1...12),
      weekdays: weekdays.values,
      expression: "\(minutes.text) \(hours.text) \(days.text) * \(weekdays.text)",
      policy: DSTPolicy(
        gap: [nil, nil, .skip, .runLate].randomElement(using: &generator) ?? nil,
        overlap: [nil, nil, .once, .twice].randomElement(using: &generator) ?? nil))
  }

  private static func all(_ range: ClosedRange<Int>) -> (text: String, values: Set<Int>) {
    ("*", Set(range))
  }

  private static func field(_ range: ClosedRange<Int>, using generator: inout SeededGenerator)
    -> (text: String, values: Set<Int>)
  {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return all(range)
    case 1:
      let step = Int.random(in: 2...range.count / 2, using: &generator)
      return ("*/\(step)", Set(stride(from: range.lowerBound, through: range.upperBound, by: step)))
    case 2:
      let first = Int.random(in: range, using: &generator)
      let last = Int.random(in: first...range.upperBound, using: &generator)
      return ("\(first)-\(last)", Set(first...last))
    default:
      let count = Int.random(in: 1...4, using: &generator)
      let values = (0..<count).map { _ in
        // Small hours are where clocks jump.
        min(Int.random(in: range, using: &generator), Int.random(in: range, using: &generator))
      }
      return (values.map(String.init).joined(separator: ","), Set(values))
    }
  }
}
