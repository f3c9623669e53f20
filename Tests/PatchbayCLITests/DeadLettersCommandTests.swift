import TestSupport
import Testing

@testable import PatchbayCLI

struct DeadLettersCommandTests {
  @Test(arguments: ["show", "redrive", "purge"])
  func `an empty id is wrong usage`(command: String) async {
    let result = await Transcript.of("dead-letters", command, "")
    #expect(result.status == 2)
    #expect(result.errors.contains("an ID is empty"), "\(result.errors)")
  }

  @Test func `the filters of a list go into its address`() async throws {
    let router = try await FakeRouter([
      "GET /v1/dead-letters?limit=5&function=resize&since=2h&reason=timed%20out":
        .init(body: #"{"items":[{"id":"d1"}],"cursor":null}"#)
    ])
    let result = await Transcript.of(
      "dead-letters", "list", "--function", "resize", "--since", "2h", "--reason", "timed out",
      "--limit", "5", "-o", "json", "--admin", router.address)
    #expect(result.output == #"{"items":[{"id":"d1"}],"cursor":null}"# + "\n", "\(result.errors)")
    await router.stop()
  }

  @Test func `one letter is shown with its event, and steers no terminal`() async throws {
    let router = try await FakeRouter([
      "GET /v1/dead-letters/d1": .init(
        body: """
          {"id":"d1","attempts":6,"lastStatus":null,"attributes":{"id":"e1","type":"t"},\
          "data":"one\\u001b[2J\\ntwo"}
          """)
    ])
    let result = await Transcript.of("dead-letters", "show", "d1", "--admin", router.address)
    #expect(result.output.hasPrefix("id        d1\nattempts  6\n\nid    e1\ntype  t\n\none"))
    #expect(result.output.hasSuffix("[2J\ntwo\n") && !result.output.contains("\u{1B}"))
    await router.stop()
  }

  @Test func `a redrive says what it did and what it left`() async throws {
    let body = #"{"function":"resize","dryRun":true,"again":true,"rate":"10/s"}"#
    let router = try await FakeRouter([
      "POST /v1/dead-letters:redrive application/json \(body)": .init(
        body: """
          {"matched":4,"redriven":3,"dryRun":true,\
          "left":[{"reason":"resize:2 is not declared any more","count":1,"ids":["d9"]}]}
          """)
    ])
    let result = await Transcript.of(
      "dead-letters", "redrive", "--function", "resize", "--dry-run", "--again", "--rate", "10/s",
      "--admin", router.address)
    #expect(result.status == 0)
    #expect(result.output == "3 would be redriven\n")
    #expect(result.errors == "1 left: resize:2 is not declared any more: d9\n")
    await router.stop()
  }

  @Test func `a letter that was named and is left is a failure`() async throws {
    let router = try await FakeRouter([
      #"POST /v1/dead-letters:purge application/json {"ids":["d1","d2"]}"#: .init(
        body: """
          {"matched":1,"purged":1,"dryRun":false,\
          "left":[{"reason":"there is no such dead letter","count":1,"ids":["d2"]}]}
          """)
    ])
    let result = await Transcript.of("dead-letters", "purge", "d1", "d2", "--admin", router.address)
    #expect(result.status == 1)
    #expect(result.output == "1 purged\n")
    await router.stop()
  }

  @Test(arguments: [
    (["redrive"], "say which dead letters: their ids, filters, or --all"),
    (["purge"], "say which dead letters: their ids, filters, or --all"),
    (["purge", "d1", "--all"], "--all stands alone, without ids and filters"),
    (["redrive", "--since", "soon"], "--since is a time back such as 2h, or an instant such as"),
    (["redrive", "--function", "f:2"], "--function is the name of a function, without a version"),
    (["redrive", "--all", "--rate", "fast"], "--rate is a rate such as 10/s, 30/m or 5/h"),
    (["list", "--reason", " "], "--reason is 1 to 16 words"),
    (["show"], "ID is missing"),
  ])
  func `what is not said clearly is wrong usage`(words: [String], problem: String) async {
    let result = await Transcript.of(["dead-letters"] + words)
    #expect(result.status == 2)
    #expect(result.errors.contains(problem), "\(result.errors)")
  }
}
