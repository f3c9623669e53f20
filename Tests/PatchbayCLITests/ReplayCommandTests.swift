import EventLoops
import Instants
import TestSupport
import Testing

@testable import PatchbayCLI

struct ReplayCommandTests {
  private static let target = "POST /v1/events:replay application/json "

  private func part(_ count: Int, cursor: String?, left: String = "") -> FakeRouter.Answer {
    FakeRouter.Answer(
      body: """
        {"matched":\(count),"replayed":\(count),"dryRun":false,"left":[\(left)],\
        "cursor":\(cursor.map { "\"\($0)\"" } ?? "null"),"nextDueAt":"2026-03-20T00:00:00Z"}
        """)
  }

  @Test func `a replay is asked for part by part, and told as one`() async throws {
    let left = #"{"reason":"it was too large to be kept whole","count":1,"ids":["e9"]}"#
    let first = #"{"source":"uploads","from":"2026-03-20T07:46:40Z","rate":"100/s","limit":200}"#
    let second = #"""
      {"source":"uploads","from":"2026-03-20T07:46:40Z","rate":"100/s","limit":200,"cursor":"5-7-9","dueAt":"2026-03-20T00:00:00Z"}
      """#
    let router = try await FakeRouter([
      Self.target + first: part(200, cursor: "5-7-9", left: left),
      Self.target + second: part(30, cursor: nil, left: left),
    ])
    let result = await Transcript.of(
      "replay", "--source", "uploads", "--from", "2h", "--rate", "100/s", "--admin",
      router.address)
    #expect(result.status == 0)
    #expect(result.output == "230 replayed, of 230 events\n", "\(result.errors)")
    #expect(result.errors.hasSuffix("2 left: it was too large to be kept whole: e9, e9\n"))
    await router.stop()
  }

  @Test func `a rehearsal says what would be done`() async throws {
    let router = try await FakeRouter([
      Self.target + #"{"outcome":"expired","dryRun":true,"limit":1000}"#: part(1, cursor: nil)
    ])
    let result = await Transcript.of(
      "replay", "--outcome", "expired", "--dry-run", "--admin", router.address)
    #expect(result.output == "1 would be replayed, of 1 event\n", "\(result.errors)")
    await router.stop()
  }

  @Test func `a filter in YAML goes to the router as JSON`() async throws {
    let folder = try TemporaryFolder()
    try folder.write("filter.yaml", "prefix: { subject: a/ }\nnot: { exact: { type: 7 } }\n")
    let json = #"{"all":[{"prefix":{"subject":"a/"}},{"not":{"exact":{"type":"7"}}}]}"#
    let router = try await FakeRouter([
      Self.target + #"{"filter":\#(json),"limit":1000}"#: part(0, cursor: nil),
      Self.target + #"{"filter":{"exact":{"type":"t"}},"limit":1000}"#: part(3, cursor: nil),
    ])
    let file = await Transcript.of(
      "replay", "--filter", "@\(folder.file("filter.yaml"))", "--admin", router.address)
    #expect(file.output == "0 replayed, of 0 events\n", "\(file.errors)")
    let text = await Transcript.of(
      "replay", "--filter", "{ exact: { type: t } }", "--admin", router.address)
    #expect(text.output == "3 replayed, of 3 events\n", "\(text.errors)")
    await router.stop()
  }

  @Test func `an event that was named and is left is a failure`() async throws {
    let left = #"{"reason":"there is no such event in the history","count":1,"ids":["e2"]}"#
    let router = try await FakeRouter([
      Self.target + #"{"ids":["e1","e2"],"limit":1000}"#: part(1, cursor: nil, left: left)
    ])
    let result = await Transcript.of("replay", "e1", "e2", "--admin", router.address)
    #expect(result.status == 1 && result.output == "1 replayed, of 1 event\n")
    #expect(result.errors == "1 left: there is no such event in the history: e2\n")
    await router.stop()
  }

  @Test func `an interrupted replay says how to go on, and goes on so`() async throws {
    let router = try await FakeRouter([
      Self.target + #"{"all":true,"limit":1000}"#: part(1_000, cursor: "5-7-9"),
      Self.target + #"{"all":true,"limit":1000,"cursor":"5-7-9"}"#: part(4, cursor: nil),
      Self.target + #"{"to":"2026-03-20T08:46:40Z","limit":1000}"#: part(2, cursor: "5-7-9"),
    ])
    let stop = StopSignal()
    stop.raise()
    let result = await Transcript.of(
      ["replay", "--all", "--admin", router.address], interruption: stop)
    #expect(result.status == 130)
    #expect(result.errors == "1000 replayed so far; to go on from here: --cursor 5-7-9\n")
    let rest = await Transcript.of(
      "replay", "--all", "--cursor", "5-7-9", "--admin", router.address)
    #expect(rest.status == 0 && rest.output == "4 replayed, of 4 events\n")
    let back = await Transcript.of(
      ["replay", "--to", "1h", "--admin", router.address], interruption: stop)
    #expect(back.errors.contains("--cursor 5-7-9 --to 2026-03-20T08:46:40Z\n"))
    await router.stop()
  }

  @Test func `what was done before a failure is told with it`() async throws {
    let router = try await FakeRouter([
      Self.target + #"{"all":true,"limit":1000}"#: part(1_000, cursor: "5-7-9")
    ])
    let result = await Transcript.of("replay", "--all", "--admin", router.address)
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("1000 replayed so far; to go on from here: --cursor 5-7-9\n"))
    await router.stop()
  }

  @Test(arguments: [
    ([], "say which events: their ids, filters, or --all"),
    (["--association", "a"], "say which events"),
    (["e1", "--all"], "--all stands alone, without ids and filters"),
    ([""], "an EVENT-ID is empty"),
    (["--from", "soon"], "--from is a time back such as 2h, or an instant such as"),
    (["--source", "a/b"], "--source is the name of a source"),
    (["--outcome", "bad"], "--outcome is failed, dead_letter, expired, success, any, not `bad`"),
    (["--all", "--rate", "fast"], "--rate is a rate such as 100/s"),
    (["--filter", "{ exakt: { type: t } }"], "Did you mean `exact`?"),
    (["--filter", "{ exact: "], "not valid YAML"),
    (["--filter", "#"], "--filter:1:1: document: it is empty"),
  ])
  func `wrong usage is told`(words: [String], problem: String) async {
    let result = await Transcript.of(["replay"] + words)
    #expect(result.status == 2)
    #expect(result.errors.contains(problem), "\(result.errors)")
  }
}
