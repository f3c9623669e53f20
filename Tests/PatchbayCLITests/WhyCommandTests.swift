import TestSupport
import Testing

@testable import PatchbayCLI

struct WhyCommandTests {
  private static let story = #"""
    {"event":"e1","steps":[
    {"at":"2026-03-29T01:30:00Z","step":"routed","source":"uploads",
     "catalog":{"generation":2,"since":"2026-03-29T01:00:00Z"},"toldAfterwards":true,
     "associations":[
      {"name":"big","matched":false,"mode":"queued","reason":"refused by exact type: saw \"b\u001b[2J\""},
      {"name":"all","matched":true,"mode":"queued","reason":"no filter","function":"f:2","hash":"77d0da4426790ace"}]},
    {"at":"2026-03-29T01:30:00.250Z","step":"attempt","delivery":"d1","association":"all",
     "function":"f:2","mode":"queued","number":1,"status":503,"reason":"HTTP 503","then":"retry",
     "due":"2026-03-29T01:30:01Z","waitedSeconds":0.1,"tookSeconds":0.0015},
    {"at":"2026-03-29T01:30:01Z","step":"attempt","delivery":"d1","association":"all",
     "function":"f:2","number":2,"batch":12,"status":null,"reason":"connection refused","then":"dead",
     "because":"all of its attempts","tookSeconds":0.002},
    {"at":"2026-03-29T01:30:01Z","step":"followed","delivery":"d9","of":"d1",
     "association":"_all.onFailure","function":"alert"},
    {"at":"2026-03-29T01:30:02Z","step":"redriven","delivery":"d2","letter":"d1","association":"all",
     "function":"f:2"},
    {"at":"2026-03-29T01:30:03Z","step":"duplicate","delivery":"d2","association":"all",
     "function":"f:2","window":"10m"}],
    "waiting":[{"delivery":"d2","association":"all","function":"f:2","attempts":3,
     "due":"2026-03-29T01:31:00Z","reasons":["the function f is paused","x\u001b"]}]}
    """#

  @Test func `a story is told in words, a line for each step, and steers no terminal`() async throws
  {
    let router = try await FakeRouter(["GET /v1/events?id=e1": .init(body: WhyCommandTests.story)])
    let result = await Transcript.of("why", "e1", "--admin", router.address)
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 10)
    #expect(lines[0] == "event e1")
    #expect(
      lines[1] == "2026-03-29T01:30:00Z      came from uploads, by catalog 2 of "
        + "2026-03-29T01:00:00Z, told at the first failure")
    #expect(lines[2].contains(#"big: refused by exact type: saw "b"#))
    #expect(lines[3].hasSuffix("all: matches (no filter), goes to f:2, by hash 77d0da4426790ace"))
    #expect(
      lines[4] == "2026-03-29T01:30:00.250Z  attempt 1 for all at f:2: HTTP 503 in 1.5ms, after it "
        + "had waited 100ms; again at 2026-03-29T01:30:01Z")
    #expect(
      lines[5].hasSuffix(
        "attempt 2 in a batch of 12 for all at f:2: connection refused in 2ms; kept as a dead letter: "
          + "all of its attempts"))
    #expect(
      lines[6].hasSuffix(
        "the end of delivery d1 goes on for _all.onFailure at alert, as delivery d9"))
    #expect(lines[7].hasSuffix("redriven for all at f:2, as delivery d2 of dead letter d1"))
    #expect(
      lines[8].hasSuffix(
        "not queued for all at f:2: a duplicate of delivery d2, which came less than 10m before"))
    #expect(
      lines[9].hasPrefix(
        "waits now for all at f:2, as delivery d2 due at 2026-03-29T01:31:00Z, attempted 3 times: "
          + "the function f is paused; x"))
    #expect(!result.output.contains("\u{1B}"))
    await router.stop()
  }

  @Test func `programs get the story as it is, also by the place of a record`() async throws {
    let router = try await FakeRouter([
      "GET /v1/events?id=payments%2F0%2F17": .init(body: #"{"event":"e1","steps":[]}"#)
    ])
    let result = await Transcript.of(
      "why", "payments/0/17", "-o", "json", "--admin", router.address)
    #expect(result.output == #"{"event":"e1","steps":[]}"# + "\n", "\(result.errors)")
    await router.stop()
  }

  @Test func `what the router knows nothing of is a failure in its words`() async throws {
    let router = try await FakeRouter([
      "GET /v1/events?id=e2": .init(
        status: 404, type: "application/problem+json",
        body: #"{"status":404,"detail":"nothing is known of e2: the manifest says `ledger: off`"}"#)
    ])
    let result = await Transcript.of("why", "e2", "--admin", router.address)
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("nothing is known of e2: the manifest says `ledger: off`"))
    await router.stop()
  }

  @Test(arguments: [([], "ID is missing"), ([""], "the ID is empty"), (["a", "b"], "b")])
  func `an event is asked for by one id`(words: [String], problem: String) async {
    let result = await Transcript.of(["why"] + words)
    #expect(result.status == 2)
    #expect(result.errors.contains(problem), "\(result.errors)")
  }
}
