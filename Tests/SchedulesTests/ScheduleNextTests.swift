import Instants
import Schedules
import Testing

@Suite struct ScheduleNextTests {
  @Test func `the 29th of February on a Sunday is found over forty years`() throws {
    let schedule = try Schedule("0 0 29 2 */7")
    let firings = schedule.occurrences(
      after: try instant("2026-01-01T00:00:00Z"), through: try instant("2200-01-01T00:00:00Z"),
      limit: 10, in: try zone("Europe/Berlin"))
    #expect(
      firings.map(\.localText) == [
        "2032-02-29T00:00:00+01:00", "2060-02-29T00:00:00+01:00", "2088-02-29T00:00:00+01:00",
        "2128-02-29T00:00:00+01:00", "2156-02-29T00:00:00+01:00", "2184-02-29T00:00:00+01:00",
      ])
  }

  @Test(arguments: ["0 0 29 2 *", "@every 86400h", "* * * * * *", "30 2 * * *"])
  func `nothing fires beyond the last instant that can be written`(expression: String) throws {
    let schedule = try Schedule(expression)
    let end = WallTime(nanosecondsSinceEpoch: .max)
    #expect(schedule.next(after: end, in: .utc) == nil)
    let last = try #require(schedule.previous(before: end, in: .utc))
    #expect(schedule.next(after: last.utc, in: .utc) == nil)
    #expect(last.utc > (try instant("2250-01-01T00:00:00Z")))
  }

  @Test(arguments: ["0 0 29 2 *", "@every 86400h", "* * * * * *", "30 2 * * *"])
  func `the first instant that can be written is as good as any`(expression: String) throws {
    let schedule = try Schedule(expression)
    let start = WallTime(nanosecondsSinceEpoch: .min)
    #expect(schedule.previous(before: start, in: .utc) == nil)
    let first = try #require(schedule.next(after: start, in: .utc))
    #expect(schedule.previous(before: first.utc, in: .utc) == nil)
    #expect(first.utc < (try instant("1688-01-01T00:00:00Z")))
  }

  @Test func `the firing before an instant leaves that instant out`() throws {
    let schedule = try Schedule("30 2 * * *")
    let berlin = try zone("Europe/Berlin")
    func previous(_ text: String) throws -> String? {
      schedule.previous(before: try instant(text), in: berlin)?.localText
    }
    #expect(try previous("2026-03-29T01:00:00Z") == "2026-03-28T02:30:00+01:00")
    #expect(try previous("2026-03-29T01:00:00.001Z") == "2026-03-29T03:00:00+02:00")
    #expect(try previous("2026-10-25T12:00:00Z") == "2026-10-25T02:30:00+02:00")
  }

  @Test func `an enumeration holds its end, not its start, and stops at its limit`() throws {
    let schedule = try Schedule("*/10 * * * *")
    let start = try instant("2026-01-01T00:00:00Z")
    let end = try instant("2026-01-01T00:30:00Z")
    func texts(_ firings: [Occurrence]) -> [String] {
      firings.map { String($0.utcText.dropFirst(14)) }
    }
    #expect(
      texts(schedule.occurrences(after: start, through: end, limit: 9, in: .utc))
        == ["10:00Z", "20:00Z", "30:00Z"])
    #expect(
      texts(schedule.occurrences(after: start, through: end, limit: 2, in: .utc))
        == ["10:00Z", "20:00Z"])
    #expect(
      texts(schedule.latestOccurrences(after: start, through: end, limit: 9, in: .utc))
        == ["10:00Z", "20:00Z", "30:00Z"])
    #expect(
      texts(schedule.latestOccurrences(after: start, through: end, limit: 2, in: .utc))
        == ["20:00Z", "30:00Z"])
    #expect(schedule.latestOccurrences(after: end, through: end, limit: 2, in: .utc).isEmpty)
    #expect(schedule.latestOccurrences(after: end, through: start, limit: 2, in: .utc).isEmpty)
  }

  @Test(arguments: ["Europe/Berlin", "Pacific/Apia", "America/New_York"])
  func `an interval knows no zone`(name: String) throws {
    let schedule = try Schedule("@every 6h")
    let firings = schedule.occurrences(
      after: try instant("2011-12-29T23:00:00Z"), through: try instant("2011-12-30T12:00:00Z"),
      limit: 9, in: try zone(name))
    #expect(
      firings.map(\.utcText)
        == ["2011-12-30T00:00:00Z", "2011-12-30T06:00:00Z", "2011-12-30T12:00:00Z"])
  }
}
