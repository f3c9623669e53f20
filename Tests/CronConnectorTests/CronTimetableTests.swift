import Instants
import Routing
import Schedules
import TestSupport
import Testing

@testable import CronConnector

@Suite struct CronTimetableTests {
  /// A timetable with its clocks, and what it has fired.
  final class Run {
    private(set) var timetable: CronTimetable
    private var reading: ClockReading

    init(_ source: CronSource, at start: String, mark: String? = nil) throws {
      reading = ClockReading(wall: try instant(start), uptime: .seconds(5))
      timetable = CronTimetable(source, at: reading, mark: try mark.map(instant))
    }

    /// Lets time pass, the civil clock step, and looks; what fires, as times of the day.
    func look(after duration: Duration, step: Duration = .zero) -> [String] {
      reading.wall = reading.wall + duration + step
      reading.uptime += duration
      let turn = timetable.look(reading)
      return (turn.catchUp + turn.due).map { String($0.utcText.dropFirst(11).dropLast()) }
    }

    var next: String? { timetable.next?.utcText }
  }

  @Test func `an occurrence fires when it is due, once`() throws {
    let run = try Run(cronSource("*/10 * * * *"), at: "2026-01-01T00:09:58.5Z")
    #expect(run.next == "2026-01-01T00:10:00Z")
    #expect(run.look(after: .zero) == [])
    #expect(run.timetable.wait == .seconds(1))
    #expect(run.look(after: .seconds(1)) == [])
    #expect(run.timetable.wait == .milliseconds(500))
    #expect(run.look(after: .milliseconds(500)) == ["00:10:00"])
    #expect(run.next == "2026-01-01T00:20:00Z")
    #expect(run.look(after: .zero) == [])
    #expect(run.look(after: .seconds(1)) == [])
  }

  @Test func `at the start nothing is due that is due right then`() throws {
    let run = try Run(cronSource("0 0 * * *"), at: "2026-01-01T00:00:00Z")
    #expect(run.look(after: .zero) == [])
    #expect(run.next == "2026-01-02T00:00:00Z")
  }

  @Test(arguments: [CatchUp.none, .latest, .all(limit: 3)])
  func `a router that was busy fires all of the last minute`(catchUp: CatchUp) throws {
    let run = try Run(cronSource("*/20 * * * * *", catchUp: catchUp), at: "2026-01-01T00:00:01Z")
    #expect(run.look(after: .seconds(60)) == ["00:00:20", "00:00:40", "00:01:00"])
  }

  /// The policy, what fires after ten minutes that the clocks agree on.
  static let late: [(CatchUp, [String])] = [
    (.none, ["00:10:00"]), (.latest, ["00:09:00", "00:10:00"]),
    (.all(limit: 3), ["00:07:00", "00:08:00", "00:09:00", "00:10:00"]),
  ]

  @Test(arguments: late)
  func `what is later than a minute falls under the policy`(catchUp: CatchUp, fired: [String])
    throws
  {
    let run = try Run(cronSource("* * * * *", catchUp: catchUp), at: "2026-01-01T00:00:30Z")
    #expect(run.look(after: .seconds(600)) == fired)
    #expect(run.next == "2026-01-01T00:11:00Z")
  }

  static let jumped: [(CatchUp, [String])] = [
    (.none, []), (.latest, ["00:10:00"]), (.all(limit: 3), ["00:08:00", "00:09:00", "00:10:00"]),
    (.all(limit: 100), (1...10).map { $0 < 10 ? "00:0\($0):00" : "00:10:00" }),
  ]

  @Test(arguments: jumped)
  func `what a clock that was set or a sleep jumped over falls under the policy`(
    catchUp: CatchUp, fired: [String]
  ) throws {
    let run = try Run(cronSource("* * * * *", catchUp: catchUp), at: "2026-01-01T00:00:30Z")
    #expect(run.look(after: .zero) == [])
    #expect(run.look(after: .seconds(1), step: .seconds(600)) == fired)
    #expect(run.look(after: .seconds(28)) == [])
    #expect(run.look(after: .seconds(1)) == ["00:11:00"])
  }

  @Test func `a clock that drifts does not jump`() throws {
    let run = try Run(cronSource("* * * * *"), at: "2026-01-01T00:00:59Z")
    #expect(run.look(after: .seconds(1), step: .milliseconds(900)) == ["00:01:00"])
  }

  @Test(arguments: [CatchUp.none, .latest, .all(limit: 10)])
  func `what fired does not fire again when the clock is set back`(catchUp: CatchUp) throws {
    let run = try Run(cronSource("* * * * *", catchUp: catchUp), at: "2026-01-01T00:00:30Z")
    for minute in 1...5 { #expect(run.look(after: .seconds(60)) == ["00:0\(minute):00"]) }
    #expect(run.look(after: .seconds(1), step: .seconds(-180)) == [])
    #expect(run.next == "2026-01-01T00:06:00Z")
    for _ in 0..<3 { #expect(run.look(after: .seconds(60)) == []) }
    #expect(run.look(after: .seconds(60)) == ["00:06:00"])
  }

  @Test func `a clock that was wrong for a while costs nothing that was not fired`() throws {
    let run = try Run(cronSource("0 * * * *", catchUp: .latest), at: "2026-01-01T00:30:00Z")
    #expect(run.look(after: .seconds(1), step: .seconds(365 * 86_400)) == ["00:00:00"])
    #expect(run.look(after: .seconds(1), step: .seconds(-365 * 86_400)) == [])
    #expect(run.next == "2026-01-01T01:00:00Z")
    #expect(run.look(after: .seconds(1_800)) == ["01:00:00"])
    // A year later, what fired while the clock was wrong is known.
    #expect(run.look(after: .zero, step: .seconds(364 * 86_400 + 23 * 3_600)) == [])
    #expect(run.next == "2027-01-01T01:00:00Z")
  }

  @Test func `a restart goes on where the mark stands`() throws {
    let run = try Run(
      cronSource("* * * * *", catchUp: .all(limit: 10)), at: "2026-01-01T00:05:10Z",
      mark: "2026-01-01T00:02:00Z")
    #expect(run.look(after: .zero) == ["00:03:00", "00:04:00", "00:05:00"])
    #expect(run.look(after: .seconds(60)) == ["00:06:00"])
  }

  @Test func `a restart under a clock that was set back fires nothing before the mark`() throws {
    let run = try Run(
      cronSource("* * * * *", catchUp: .latest), at: "2026-01-01T00:00:30Z",
      mark: "2026-01-01T00:02:00Z")
    #expect(run.next == "2026-01-01T00:03:00Z")
    #expect(run.look(after: .seconds(120)) == [])
    #expect(run.look(after: .seconds(60)) == ["00:03:00"])
  }

  @Test func `a mark that lies far ahead was made by a wrong clock`() throws {
    let run = try Run(
      cronSource("* * * * *", catchUp: .latest), at: "2026-01-01T00:00:30Z",
      mark: "2027-01-01T00:00:00Z")
    #expect(run.next == "2026-01-01T00:01:00Z")
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `whatever the clocks do, nothing fires twice and nothing too early`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let policy = [CatchUp.none, .latest, .all(limit: 5)].randomElement(using: &generator) ?? .none
    let source = try cronSource(
      ["* * * * *", "*/7 * * * * *", "30 2 * * *"].randomElement(using: &generator) ?? "",
      catchUp: policy)
    var reading = ClockReading(wall: try instant("2026-01-01T00:00:00Z"), uptime: .zero)
    var timetable = CronTimetable(source, at: reading, mark: nil)
    var fired: Set<WallTime> = []
    for _ in 0..<2_000 {
      let passed = Duration.milliseconds(Int.random(in: 0...3_000, using: &generator))
      var step = Duration.zero
      if Int.random(in: 0..<40, using: &generator) == 0 {
        step = .seconds(Int.random(in: -20_000...20_000, using: &generator))
      }
      reading.wall = reading.wall + passed + step
      reading.uptime += passed
      let turn = timetable.look(reading)
      for occurrence in turn.catchUp + turn.due {
        try #require(occurrence.utc <= reading.wall)
        let isNew = fired.insert(occurrence.utc).inserted
        try #require(isNew, "\(occurrence.utcText) fires twice")
      }
      if let next = timetable.next { #expect(next.utc > reading.wall && !fired.contains(next.utc)) }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `while the clocks agree, each occurrence fires once`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let source = try cronSource("*/13 * * * * *")
    let start = try instant("2026-01-01T00:00:00Z")
    var reading = ClockReading(wall: start, uptime: .zero)
    var timetable = CronTimetable(source, at: reading, mark: nil)
    var fired: [Occurrence] = []
    for _ in 0..<500 {
      let passed = Duration.milliseconds(Int.random(in: 0...59_000, using: &generator))
      reading.wall = reading.wall + passed
      reading.uptime += passed
      let turn = timetable.look(reading)
      #expect(turn.catchUp.isEmpty && !turn.letsGo)
      fired += turn.due
    }
    let expected = source.schedule.occurrences(
      after: start, through: reading.wall, limit: 100_000, in: .utc)
    #expect(fired == expected)
  }
}
