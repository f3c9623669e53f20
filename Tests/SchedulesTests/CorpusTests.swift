import Instants
import Schedules
import TestSupport
import Testing

/// The seeds from which fuzzing starts.
@Suite struct CorpusTests {
  private static let folder = packageRoot + "/Fixtures/Corpus/cron/"

  @Test(arguments: 1...8)
  func `a seed is a schedule that fires, or is refused with a hint`(number: Int) throws {
    let bytes = try readFile(Self.folder + "expression-\(number)")
    do throws(ScheduleError) {
      let schedule = try Schedule(String(decoding: bytes, as: UTF8.self))
      #expect(schedule.next(after: WallTime(secondsSinceEpoch: 0), in: .utc) != nil)
    } catch {
      #expect(number > 5 && error.hint != nil)
    }
  }

  @Test(arguments: 1...3)
  func `a seed is a rule`(number: Int) throws {
    let bytes = try readFile(Self.folder + "posix-\(number)")
    #expect(TimeZoneRules(posix: String(decoding: bytes, as: UTF8.self)) != nil)
  }

  @Test func `a seed is a file of a zone`() throws {
    let bytes = try readFile(Self.folder + "tzif-1")
    let rules = try TimeZoneRules(tzif: bytes.span)
    #expect(rules.offsetSeconds(at: try instant("2026-01-01T00:00:00Z")) == 20_700)
  }
}
