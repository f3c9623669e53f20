import Instants
import Schedules
import TestSupport
import Testing

/// Firings around the jumps of a zone's clock.
@Suite struct OccurrenceSearchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var zone: String
    var expression: String
    var policy = DSTPolicy()
    /// The local days that are looked at, the last one included.
    var from: String
    var through: String
    var firings: [String]
    var testDescription: String {
      "\(expression) in \(zone) from \(from), \(String(describing: policy.gap)), "
        + String(describing: policy.overlap)
    }
  }

  @Test(arguments: gaps + overlaps + missingDays + asked)
  func `a schedule fires as its rule says where the clock jumps`(given: Case) throws {
    let rules = try zone(given.zone)
    let firings = try Schedule(given.expression).occurrences(
      after: try instant(given.from), through: try instant(given.through), limit: 100, in: rules,
      dst: given.policy)
    #expect(firings.map(\.localText) == given.firings)
  }

  /// Berlin goes from 02:00 to 03:00 on 2026-03-29.
  static let gaps: [Case] = [
    berlinSpring("30 2 * * *", ["2026-03-29T03:00:00+02:00"]),
    berlinSpring("5 1-3 * * *", ["01:05:00+01:00", "03:00:00+02:00", "03:05:00+02:00"]),
    berlinSpring("0 2 * * *", ["03:00:00+02:00"]),
    berlinSpring("0 2,3 * * *", ["03:00:00+02:00"]),
    berlinSpring("0,20,40 2 * * *", ["03:00:00+02:00"]),
    berlinSpring("0 3 * * *", ["03:00:00+02:00"]),
    berlinSpring("59 1 * * *", ["01:59:00+01:00"]),
    berlinSpring("*/30 2 * * *", []),
    berlinSpring("30 */2 29 * *", (0..<24).filter { $0 % 2 == 0 && $0 != 2 }.map(halfPast)),
    berlinSpring("15 30 2 * * *", ["03:00:00+02:00"]),
    berlinSpring("*/10 30 2 * * *", ["03:00:00+02:00"]),
    // It fires in the first minute by itself, so nothing is made up for.
    berlinSpring("5 0 2,3 * * *", ["03:00:05+02:00"]),
    berlinSpring("30 2 28 * *", []),
    Case(
      zone: "America/New_York", expression: "30 2 * * *", from: "2026-03-08T00:00:00-05:00",
      through: "2026-03-09T23:59:59-04:00",
      firings: ["2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"]),
    // Half an hour: 02:00 becomes 02:30.
    Case(
      zone: "Australia/Lord_Howe", expression: "15,45 2 * * *",
      from: "2026-10-04T00:00:00+10:30", through: "2026-10-04T23:59:59+11:00",
      firings: ["2026-10-04T02:30:00+11:00", "2026-10-04T02:45:00+11:00"]),
    // At midnight: 2018-11-04 began at 01:00.
    Case(
      zone: "America/Sao_Paulo", expression: "0 0 * * *", from: "2018-11-03T00:00:00-03:00",
      through: "2018-11-05T00:00:00-02:00",
      firings: ["2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"]),
    Case(
      zone: "America/Sao_Paulo", expression: "30 0 4 11 *", from: "2018-01-01T00:00:00-02:00",
      through: "2018-12-31T00:00:00-02:00", firings: ["2018-11-04T01:00:00-02:00"]),
    // A quarter of an hour: 1986-01-01 began at 00:15.
    Case(
      zone: "Asia/Kathmandu", expression: "10 0 * * *", from: "1985-12-31T00:00:00+05:30",
      through: "1986-01-02T00:00:00+05:45",
      firings: ["1985-12-31T00:10:00+05:30", "1986-01-01T00:15:00+05:45"]),
    // Two hours: 01:00 becomes 03:00.
    Case(
      zone: "Antarctica/Troll", expression: "30 1,2 * * *", from: "2026-03-29T00:00:00Z",
      through: "2026-03-29T23:00:00+02:00", firings: ["2026-03-29T03:00:00+02:00"]),
  ]

  /// Berlin goes from 03:00 to 02:00 on 2026-10-25.
  static let overlaps: [Case] = [
    berlinAutumn("30 2 * * *", ["02:30:00+02:00"]),
    berlinAutumn("0 2,3 * * *", ["02:00:00+02:00", "03:00:00+01:00"]),
    berlinAutumn(
      "*/30 2 * * *",
      ["02:00:00+02:00", "02:30:00+02:00", "02:00:00+01:00", "02:30:00+01:00"]),
    berlinAutumn("@daily", ["00:00:00+02:00"]),
    berlinAutumn("20 40 2 * * *", ["02:40:20+02:00"]),
    Case(
      zone: "Australia/Lord_Howe", expression: "15,45 1 * * *",
      from: "2026-04-05T00:00:00+11:00", through: "2026-04-05T23:59:59+10:30",
      firings: ["2026-04-05T01:15:00+11:00", "2026-04-05T01:45:00+11:00"]),
    Case(
      zone: "Australia/Lord_Howe", expression: "15,45 * 5 4 *",
      from: "2026-04-05T01:00:00+11:00", through: "2026-04-05T02:20:00+10:30",
      firings: [
        "2026-04-05T01:15:00+11:00", "2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30",
        "2026-04-05T02:15:00+10:30",
      ]),
    // At midnight: the last hour of 2018-02-17 came twice.
    Case(
      zone: "America/Sao_Paulo", expression: "30 23 * * *", from: "2018-02-17T00:00:00-02:00",
      through: "2018-02-18T12:00:00-03:00", firings: ["2018-02-17T23:30:00-02:00"]),
    Case(
      zone: "Antarctica/Troll", expression: "30 1,2 * * *", from: "2026-10-25T00:00:00+02:00",
      through: "2026-10-25T23:00:00Z",
      firings: ["2026-10-25T01:30:00+02:00", "2026-10-25T02:30:00+02:00"]),
    Case(
      zone: "Antarctica/Troll", expression: "30 * 25 10 *", from: "2026-10-25T00:45:00+02:00",
      through: "2026-10-25T03:00:00Z",
      firings: [
        "2026-10-25T01:30:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T01:30:00+00:00",
        "2026-10-25T02:30:00+00:00",
      ]),
  ]

  /// Apia had no 2011-12-30.
  static let missingDays: [Case] = [
    apia("30 2 * * *", ["29T02:30:00-10:00", "31T00:00:00+14:00", "31T02:30:00+14:00"]),
    apia("0 0 * * *", ["29T00:00:00-10:00", "31T00:00:00+14:00"]),
    apia("0 12 30 * *", ["31T00:00:00+14:00"]),
    apia("0 12 29,31 * *", ["29T12:00:00-10:00", "31T12:00:00+14:00"]),
    apia(
      "0 */12 * * *",
      ["29T00", "29T12"].map { $0 + ":00:00-10:00" }
        + ["31T00", "31T12"].map { $0 + ":00:00+14:00" }),
    apia("*/5 * 30 * *", []),
  ]

  static let asked: [Case] = [
    berlinSpring("30 2 * * *", policy: DSTPolicy(gap: .skip), []),
    berlinSpring(
      "5 1-3 * * *", policy: DSTPolicy(gap: .skip), ["01:05:00+01:00", "03:05:00+02:00"]),
    berlinSpring(
      "7 * 29 3 *", policy: DSTPolicy(gap: .runLate),
      (0..<24).flatMap { hour in
        hour == 2
          ? ["03:00:00+02:00"]
          : ["\(hour < 10 ? "0" : "")\(hour):07:00+0\(hour < 2 ? 1 : 2):00"]
      }),
    berlinSpring("*/30 2 * * *", policy: DSTPolicy(gap: .runLate), ["03:00:00+02:00"]),
    berlinSpring(
      "*/30 2-3 * * *", policy: DSTPolicy(gap: .runLate), ["03:00:00+02:00", "03:30:00+02:00"]),
    berlinAutumn(
      "30 2 * * *", policy: DSTPolicy(overlap: .twice), ["02:30:00+02:00", "02:30:00+01:00"]),
    berlinAutumn(
      "*/30 2 * * *", policy: DSTPolicy(overlap: .once), ["02:00:00+02:00", "02:30:00+02:00"]),
    berlinAutumn(
      "*/30 2-3 * * *", policy: DSTPolicy(gap: .skip, overlap: .once),
      ["02:00:00+02:00", "02:30:00+02:00", "03:00:00+01:00", "03:30:00+01:00"]),
  ]

  private static func berlinSpring(
    _ expression: String, policy: DSTPolicy = DSTPolicy(), _ times: [String]
  ) -> Case {
    Case(
      zone: "Europe/Berlin", expression: expression, policy: policy,
      from: "2026-03-28T23:59:59+01:00", through: "2026-03-29T23:59:59+02:00",
      firings: times.map { $0.hasPrefix("2026") ? $0 : "2026-03-29T" + $0 })
  }

  private static func berlinAutumn(
    _ expression: String, policy: DSTPolicy = DSTPolicy(), _ times: [String]
  ) -> Case {
    Case(
      zone: "Europe/Berlin", expression: expression, policy: policy,
      from: "2026-10-24T23:59:59+02:00", through: "2026-10-25T23:59:59+01:00",
      firings: times.map { "2026-10-25T" + $0 })
  }

  private static func apia(_ expression: String, _ times: [String]) -> Case {
    Case(
      zone: "Pacific/Apia", expression: expression, from: "2011-12-28T23:59:59-10:00",
      through: "2011-12-31T23:59:59+14:00", firings: times.map { "2011-12-" + $0 })
  }

  private static func halfPast(_ hour: Int) -> String {
    "\(hour < 10 ? "0" : "")\(hour):30:00+0\(hour < 2 ? 1 : 2):00"
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `the search finds what a walk from minute to minute finds`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for window in MinuteWalk.windows {
      let rules = try zone(window.zone)
      let walk = MinuteWalk.random(using: &generator)
      let schedule = try Schedule(walk.expression)
      let start = try instant(window.start)
      let end = start + .seconds(window.days * 86_400)
      let expected = walk.firings(after: start, through: end, in: rules)
      let found = schedule.occurrences(
        after: start, through: end, limit: 100_000, in: rules, dst: walk.policy)
      try #require(
        found.map(\.localText) == expected.map(\.localText),
        "\(walk.expression) in \(window.zone) with \(walk.policy)")
      let latest = schedule.latestOccurrences(
        after: start, through: end, limit: 10, in: rules, dst: walk.policy)
      try #require(latest == found.suffix(10), "\(walk.expression) in \(window.zone) backward")
    }
  }
}
