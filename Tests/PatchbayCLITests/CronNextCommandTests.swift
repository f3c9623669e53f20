import Testing

@testable import PatchbayCLI

struct CronNextCommandTests {
  @Test func `firings are JSON with the instant in UTC and on the clock of the zone`() async {
    let result = await Transcript.of(
      "cron", "next", "30 2 * * *", "--timezone", "Europe/Berlin", "--from=2026-03-27T12:00:00Z",
      "--count", "3", "-o", "json")
    #expect(result.status == 0)
    #expect(
      result.output == #"{"occurrences":["#
        + #"{"utc":"2026-03-28T01:30:00Z","local":"2026-03-28T02:30:00+01:00"},"#
        + #"{"utc":"2026-03-29T01:00:00Z","local":"2026-03-29T03:00:00+02:00"},"#
        + #"{"utc":"2026-03-30T00:30:00Z","local":"2026-03-30T02:30:00+02:00"}]}"# + "\n")
  }

  @Test(arguments: [
    (["--dst-gap", "skip", "--from", "2026-03-28T12:00:00Z"], "2026-03-30T00:30:00Z"),
    (["--dst-gap", "run-late", "--from", "2026-03-28T12:00:00Z"], "2026-03-29T01:00:00Z"),
  ])
  func `the rule for the gap is the user's`(flags: [String], first: String) async {
    let arguments = ["cron", "next", "30 2 * * *", "--timezone=Europe/Berlin", "--count=1"] + flags
    let result = await Transcript.of(arguments)
    #expect(result.output.split(separator: "\n").last?.hasPrefix(first) == true)
  }

  @Test func `five firings after now are listed where nothing else is asked for`() async {
    let result = await Transcript.of("cron", "next", "@daily")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[0].split(separator: " ") == ["UTC", "LOCAL"])
    #expect(
      lines[1].split(separator: " ") == ["2026-03-21T00:00:00Z", "2026-03-21T00:00:00+00:00"])
  }

  @Test(arguments: [
    (["61 * * * *"], 2, "minute"), (["@daily", "--timezone", "Europe/Berln"], 2, "Europe/Berlin"),
    (["0 0 30 2 *"], 2, "no such date"), (["@daily", "--from", "monday"], 2, "--from"),
    (["@daily", "--count", "0"], 2, "--count"), ([], 2, "EXPR is missing"),
  ])
  func `what is no schedule, zone, instant or number is told`(
    arguments: [String], status: Int32, words: String
  ) async {
    let result = await Transcript.of(["cron", "next"] + arguments)
    #expect(result.status == status)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(words))
  }
}
