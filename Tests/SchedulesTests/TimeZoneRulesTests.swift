import Instants
import Schedules
import TestSupport
import Testing

@Suite struct TimeZoneRulesTests {
  /// Zone, instant, offset in seconds; from zdump(8) and the POSIX rule of the zone.
  static let offsets: [(String, String, Int)] = [
    ("UTC", "2026-01-01T00:00:00Z", 0),
    ("Europe/Berlin", "1800-01-01T00:00:00Z", 3_208),
    ("Europe/Berlin", "2026-03-29T00:59:59Z", 3_600),
    ("Europe/Berlin", "2026-03-29T01:00:00Z", 7_200),
    ("Europe/Berlin", "2026-10-25T00:59:59Z", 7_200),
    ("Europe/Berlin", "2026-10-25T01:00:00Z", 3_600),
    ("Europe/Berlin", "2037-10-25T00:59:59Z", 7_200),
    ("Europe/Berlin", "2037-10-25T01:00:00Z", 3_600),
    ("Europe/Berlin", "2038-03-28T01:00:00Z", 7_200),
    ("Europe/Berlin", "2199-03-31T00:59:59Z", 3_600),
    ("Europe/Berlin", "2199-03-31T01:00:00Z", 7_200),
    ("Europe/Dublin", "2026-01-01T00:00:00Z", 0),
    ("Europe/Dublin", "2050-07-01T00:00:00Z", 3_600),
    ("America/New_York", "2050-03-13T06:59:59Z", -18_000),
    ("America/New_York", "2050-03-13T07:00:00Z", -14_400),
    ("Australia/Lord_Howe", "2050-01-01T00:00:00Z", 39_600),
    ("Australia/Lord_Howe", "2050-07-01T00:00:00Z", 37_800),
    ("Antarctica/Troll", "2050-07-01T00:00:00Z", 7_200),
    ("America/Godthab", "2050-03-27T00:59:59Z", -7_200),
    ("America/Godthab", "2050-03-27T01:00:00Z", -3_600),
    ("Pacific/Apia", "2011-12-30T09:59:59Z", -36_000),
    ("Pacific/Apia", "2011-12-30T10:00:00Z", 50_400),
    ("Asia/Kathmandu", "1985-12-31T18:29:59Z", 19_800),
    ("Asia/Kathmandu", "1985-12-31T18:30:00Z", 20_700),
    ("Asia/Tehran", "2050-07-01T00:00:00Z", 12_600),
  ]

  @Test(arguments: offsets)
  func `an offset holds from its change to the next`(name: String, time: String, offset: Int)
    throws
  {
    #expect(try zone(name).offsetSeconds(at: try instant(time)) == offset)
  }

  /// Zone, a local time written as if it were UTC, the instants that show it.
  static let locals: [(String, String, [String])] = [
    ("Europe/Berlin", "2026-03-29T01:59:59Z", ["2026-03-29T00:59:59Z"]),
    ("Europe/Berlin", "2026-03-29T02:00:00Z", []),
    ("Europe/Berlin", "2026-03-29T02:59:59Z", []),
    ("Europe/Berlin", "2026-03-29T03:00:00Z", ["2026-03-29T01:00:00Z"]),
    ("Europe/Berlin", "2026-10-25T02:00:00Z", ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"]),
    ("Europe/Berlin", "2050-10-30T02:30:00Z", ["2050-10-30T00:30:00Z", "2050-10-30T01:30:00Z"]),
    ("Europe/Berlin", "2026-10-25T03:00:00Z", ["2026-10-25T02:00:00Z"]),
    ("Pacific/Apia", "2011-12-30T12:00:00Z", []),
    ("Pacific/Apia", "2011-12-31T00:00:00Z", ["2011-12-30T10:00:00Z"]),
    ("UTC", "2026-03-29T02:00:00Z", ["2026-03-29T02:00:00Z"]),
  ]

  @Test(arguments: locals)
  func `a local time is shown never, once or twice`(name: String, local: String, times: [String])
    throws
  {
    let seconds = Int(try instant(local).secondsSinceEpoch)
    #expect(try zone(name).instants(showing: seconds).map(\.rfc3339) == times)
  }

  @Test(arguments: [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
  ])
  func `periods follow one another without a hole`(name: String) throws {
    let rules = try zone(name)
    var period = rules.period(at: TimeZoneRules.timeWithoutEnd.lowerBound)
    let end = Int(try instant("2200-01-01T00:00:00Z").secondsSinceEpoch)
    var count = 0
    while period.end < end {
      let next = rules.period(at: period.end)
      #expect(next.start == period.end)
      #expect(rules.period(at: next.end - 1) == next)
      period = next
      count += 1
    }
    #expect(count > 100)
  }

  @Test func `each file of the system's zones can be read`() throws {
    let table = try #require(contents("/usr/share/zoneinfo/zone1970.tab"))
    var count = 0
    for line in String(decoding: table, as: UTF8.self).split(separator: "\n")
    where !line.hasPrefix("#") {
      let name = try #require(line.split(separator: "\t").dropFirst(2).first)
      let rules = try zone(String(name))
      let berlin = rules.offsetSeconds(at: try instant("2100-01-01T00:00:00Z"))
      #expect(abs(berlin) <= 14 * 3_600)
      count += 1
    }
    #expect(count > 300)
  }

  @Test func `a file that is cut short is refused, wherever it is cut`() throws {
    let bytes = try #require(contents("/usr/share/zoneinfo/Pacific/Apia"))
    for count in 0..<bytes.count {
      #expect(throws: TimeZoneError.self) { try rules(bytes[..<count]) }
    }
    _ = try rules(bytes[...])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a damaged file is refused or gives rules that end`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = try #require(contents("/usr/share/zoneinfo/Europe/Berlin"))
    let schedule = try Schedule("30 2 * * *")
    for _ in 0..<200 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      guard let rules = try? rules(damaged[...]) else { continue }
      let start = try instant("2026-01-01T00:00:00Z")
      if let next = schedule.next(after: start, in: rules) { #expect(next.utc > start) }
    }
  }

  @Test func `each way to be no zone has its error`() throws {
    var bytes = try #require(contents("/usr/share/zoneinfo/Europe/Berlin"))
    func refused(_ change: (inout [UInt8]) -> Void) -> TimeZoneError? {
      var changed = bytes
      change(&changed)
      do throws(TimeZoneError) {
        _ = try rules(changed[...])
        return nil
      } catch {
        return error
      }
    }
    #expect(refused { $0[0] = 0 } == .notTZif)
    #expect(refused { $0[4] = 0 } == .tooOld)
    #expect(
      refused { $0 += [UInt8](repeating: 0, count: 300_000) } == .tooLong(limitBytes: 262_144))
    #expect(refused { $0.removeLast() } == .truncated)
    #expect(
      refused { $0[$0.count - 3] = UInt8(ascii: "x") }
        == .malformed(
          "the footer CET-1CEST,M3.5.0,M10.5.0x3"))
    bytes = try #require(contents("/usr/share/zoneinfo/right/Europe/Berlin"))
    #expect(refused { _ in } == .countsLeapSeconds)
  }

  private func rules(_ bytes: ArraySlice<UInt8>) throws(TimeZoneError) -> TimeZoneRules {
    try TimeZoneRules(tzif: bytes.span)
  }
}
