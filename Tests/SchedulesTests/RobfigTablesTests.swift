import Instants
import Schedules
import Testing

/// The tables of another cron implementation, row by row, with each difference named.
@Suite struct RobfigTablesTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var kind: String
    var expression: String
    var zone: String
    var start: String
    var first: String?
    var testDescription: String { "\(expression) in \(zone) after \(start)" }
  }

  static let path = packageRoot + "/../shared/material/cron/robfig-tables.jsonl"
  static let rows = (contents(path) ?? []).split(separator: UInt8(ascii: "\n")).compactMap(row)

  @Test(.enabled(if: !rows.isEmpty, "../shared is absent"), arguments: rows)
  func `a row holds, or one of the named rules makes the difference`(row: Row) throws {
    let start = try instant(row.start)
    guard let schedule = try? Schedule(row.expression) else {
      #expect(row.first == nil, "refused, though it fires: \(row.expression)")
      return
    }
    let rules = try zone(row.zone)
    let found = schedule.next(after: start, in: rules)?.utc
    let expected = try row.first.map(instant)
    let isDifferent = row.kind == "inactive" ? found == expected : found != expected
    let rule = Difference.allCases.first { $0.applies(to: row) }
    #expect(
      isDifferent == (rule != nil), "\(found?.rfc3339 ?? "never"), \(String(describing: rule))")
    if let rule { #expect(found?.rfc3339 == rule.expected[row.testDescription]) }
  }

  @Test(.enabled(if: !rows.isEmpty, "../shared is absent"))
  func `no difference is named that does not occur`() {
    #expect(Self.rows.count == 91)
    for difference in Difference.allCases {
      let applied = Set(Self.rows.filter(difference.applies).map(\.testDescription))
      #expect(applied == Set(difference.expected.keys))
    }
  }

  /// Where the conventions of this project ask for something else.
  enum Difference: CaseIterable {
    /// `*/n` in a day field does not restrict it, so that both day fields must match.
    case starWithStepIsNoRestriction
    /// What the gap swallowed runs late instead of not at all.
    case gapRunsLate
    /// A repeated hour runs once instead of twice.
    case overlapRunsOnce

    func applies(to row: Row) -> Bool { expected[row.testDescription] != nil }

    var expected: [String: String] {
      switch self {
      case .starWithStepIsNoRestriction:
        [
          "* * */10 * Sun in UTC after 2012-07-14T23:59:59+00:00": "2012-10-21T00:00:00Z",
          "0 0 0 */5 Apr,Aug,Oct Mon in UTC after 2012-07-09T23:35:00+00:00":
            "2012-08-06T00:00:00Z",
        ]
      case .gapRunsLate:
        [
          "0 30 2 11 Mar ? in America/New_York after 2012-03-11T00:00:00-05:00":
            "2012-03-11T07:00:00Z",
          "0 0 2 * * ? in America/New_York after 2012-03-11T00:00:00-05:00":
            "2012-03-11T07:00:00Z",
        ]
      case .overlapRunsOnce:
        [
          "0 30 1 04 Nov ? in America/New_York after 2012-11-04T01:45:00-04:00":
            "2013-11-04T06:30:00Z",
          "0 0 1 * * ? in America/New_York after 2012-11-04T01:00:00-04:00":
            "2012-11-05T06:00:00Z",
        ]
      }
    }
  }

  private static func row(_ line: ArraySlice<UInt8>) -> Row? {
    let text = String(decoding: line, as: UTF8.self)
    guard let kind = member("kind", of: text), let expression = member("expr", of: text),
      let zone = member("tz", of: text), let start = member("start", of: text)
    else { return nil }
    return Row(
      kind: kind, expression: expression, zone: zone, start: start,
      first: member("first", of: text))
  }

  /// The string after `"name": "`; nil for null.
  private static func member(_ name: String, of line: String) -> String? {
    let parts = line.split(separator: "\"\(name)\": \"", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    return parts[1].split(separator: "\"").first.map(String.init)
  }
}

/// The folder that holds Package.swift.
let packageRoot = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
