import TestSupport
import Testing

@testable import PatchbayCLI

struct PauseCommandTests {
  @Test(arguments: [["function", "resize"], ["function/resize"]])
  func `a pause says since when, named in one word or in two`(words: [String]) async throws {
    let router = try await FakeRouter([
      "POST /v1/functions/resize:pause application/json {}": .init(
        body: #"{"kind":"function","name":"resize","pausedSince":"2026-01-01T00:00:00Z"}"#),
      "POST /v1/functions/resize:resume application/json {}": .init(
        body: #"{"kind":"function","name":"resize","pausedSince":null}"#),
    ])
    let paused = await Transcript.of(["pause"] + words + ["--admin", router.address])
    #expect(paused.output == "function resize is paused since 2026-01-01T00:00:00Z\n")
    let resumed = await Transcript.of(["resume"] + words + ["--admin", router.address])
    #expect(resumed.output == "function resize goes on\n")
    await router.stop()
  }

  @Test func `a drain whose time is over says what is in flight, and fails`() async throws {
    let router = try await FakeRouter([
      "POST /v1/functions/f:pause application/json {}": .init(body: "{}"),
      "GET /v1/functions/f": .init(
        body: #"{"inFlight":1,"pausedSince":"2026-01-01T00:00:00Z"}"#),
      "GET /v1/queues/f": .init(body: #"{"inFlight":3}"#),
    ])
    let result = await Transcript.of(
      "drain", "function", "f", "--timeout", "0s", "--admin", router.address)
    #expect(result.status == 1)
    #expect(
      result.errors == """
        3 in flight
        patchbay: 3 in flight after 0s; function f stays paused

        """)
    await router.stop()
  }

  @Test func `a drain that somebody ends by a resume fails`() async throws {
    let router = try await FakeRouter([
      "POST /v1/functions/f:pause application/json {}": .init(body: "{}"),
      "GET /v1/functions/f": .init(body: #"{"inFlight":0,"pausedSince":null}"#),
      "GET /v1/queues/f": .init(body: #"{"inFlight":0}"#),
    ])
    let result = await Transcript.of("drain", "function", "f", "--admin", router.address)
    #expect(result.status == 1)
    #expect(result.errors.contains("was resumed"), "\(result.errors)")
    await router.stop()
  }

  @Test(arguments: [
    (["pause", "functions", "f"], "did you mean `function`?"),
    (["pause", "function"], "NAME is missing: the name of the function"),
    (["resume", "function/"], "is no name"), (["resume", "source", "a b"], "is no name"),
    (["drain", "source", "s"], "only a function can be drained, no source"),
    (["pause"], "is missing"),
  ])
  func `what can't be paused is wrong usage`(words: [String], problem: String) async {
    let result = await Transcript.of(words)
    #expect(result.status == 2)
    #expect(result.errors.contains(problem), "\(result.errors)")
  }
}
