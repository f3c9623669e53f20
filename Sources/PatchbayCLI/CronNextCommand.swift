import CronConnector
import Instants
import JSONSyntax
import Schedules

/// `patchbay cron next`: when a schedule fires next.
struct CronNextCommand {
  private let parsed: ParsedCommand
  private let console: Console

  init(_ parsed: ParsedCommand, _ console: Console) {
    self.parsed = parsed
    self.console = console
  }

  /// - Returns: the exit status 0.
  /// - Throws: `CLIError` where the expression or the zone is not one, or nothing ever fires.
  func run() throws(CLIError) -> Int32 {
    let start = try start()
    let schedule = try schedule()
    let zone = try zone()
    let policy = DSTPolicy(
      gap: parsed[.gap].flatMap { DSTPolicy.Gap(rawValue: $0) },
      overlap: parsed[.overlap].flatMap { DSTPolicy.Overlap(rawValue: $0) })
    let count = parsed.number(.count) ?? 1
    let found = schedule.occurrences(
      after: start, through: start + Schedule.horizon, limit: count, in: zone, dst: policy)
    guard !found.isEmpty else {
      throw .failure("`\(schedule)` does not fire in the 100 years after \(start.rfc3339)")
    }
    if parsed.wantsJSON {
      console.write(["occurrences": .array(found.map(json))])
    } else {
      console.write(
        TextTable(headings: ["UTC", "LOCAL"], rows: found.map { [$0.utcText, $0.localText] }))
    }
    return 0
  }

  private func start() throws(CLIError) -> WallTime {
    guard let text = parsed[.from] else { return console.now() }
    guard let start = WallTime(rfc3339: text) else {
      throw .usage("--from is an instant such as 2026-03-28T00:00:00Z (RFC 3339)", .cronNext)
    }
    return start
  }

  private func schedule() throws(CLIError) -> Schedule {
    do throws(ScheduleError) {
      return try Schedule(parsed.arguments[0])
    } catch {
      throw .usage("the expression is no schedule: \(error)", .cronNext)
    }
  }

  private func zone() throws(CLIError) -> TimeZoneRules {
    let name = parsed[.timezone] ?? "UTC"
    do throws(TimeZoneFileError) {
      return try TimeZoneFiles.load(name)
    } catch {
      throw .usage("--timezone: \(error)", .cronNext)
    }
  }

  private func json(_ occurrence: Occurrence) -> JSONValue {
    ["utc": .string(occurrence.utcText), "local": .string(occurrence.localText)]
  }
}
