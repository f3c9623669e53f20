import JSONSyntax
import Testing

@testable import PatchbayCLI

struct ResourceKindTests {
  static func table(_ kind: ResourceKind, _ json: String) throws -> [String] {
    let item = try JSONValue(parsing: Array(json.utf8).span)
    let text = kind.table([item]).text(TextStyle(isOn: false))
    return text.split(separator: "\n").map(String.init)
  }

  @Test func `what is paused says since when, and where nothing is there is no column for it`()
    throws
  {
    let json = """
      {"name":"a","from":["s"],"to":[{"function":"f"}],"mode":"sync",\
      "pausedSince":"2026-01-01T00:00:00Z"}
      """
    #expect(
      try ResourceKindTests.table(.associations, json) == [
        "NAME  PAUSED                FROM  TO  MODE  FILTER",
        "a     2026-01-01T00:00:00Z  s     f   sync  -",
      ])
    let other = json.replacing(#""2026-01-01T00:00:00Z""#, with: "null")
    #expect(try ResourceKindTests.table(.associations, other)[0] == "NAME  FROM  TO  MODE  FILTER")
  }

  @Test func `a function shows its versions, its latest, its aliases and its target`() throws {
    let json = """
      {"name":"greet","versions":{"1":{"target":{"exec":["a.sh"]}},"2":{"target":{"exec":["b.sh",\
      "-x"]}}},"aliases":{"live":{"1":90,"2":10},"stable":{"1":1}}}
      """
    #expect(
      try ResourceKindTests.table(.functions, json) == [
        "NAME   VERSIONS  LATEST  ALIASES                  TARGET",
        "greet  1,2       2       live=1×90+2×10 stable=1  exec b.sh -x",
      ])
  }

  @Test(arguments: [
    (
      ResourceKind.functions, #"{"name":"f","target":{"http":"http://x/","format":"binary"}}"#,
      "f - latest - http://x/"
    ),
    (
      .sources,
      """
      {"name":"s","http":{"path":"/a","methods":["POST"]},"kind":"http",\
      "status":"running","detail":"","lastError":null}
      """,
      "s http running POST /a"
    ),
    (
      .sources,
      """
      {"name":"s","http":{"path":"/a","methods":["POST"],"auth":{"bearer":{"tokens":["***"]}}},\
      "kind":"http","status":"running","detail":"","lastError":null}
      """,
      "s http running POST /a (bearer)"
    ),
    (
      .sources,
      """
      {"name":"s","mqtt":{},"kind":"mqtt","status":"reconnecting","detail":"try 3",\
      "lastError":"refused"}
      """,
      "s mqtt reconnecting try 3; refused"
    ),
    (
      .associations,
      """
      {"name":"a","from":["x","y"],"to":[{"function":"f","weight":3},\
      {"function":"g:1","weight":1}],"mode":"queued","filter":{"exact":{"type":"t"}}}
      """,
      #"a x,y f×3+g:1×1 queued {"exact":{"type":"t"}}"#
    ),
    (
      .queues,
      """
      {"name":"f","depth":3,"ready":1,"inFlight":1,"delayed":1,"parked":2,"oldestSeconds":62.7,\
      "deadLetters":4,"held":["f is held for 2s: HTTP 503","g"]}
      """,
      "f 3 1 1 1 2 1m2s 4 f is held for 2s: HTTP 503; g"
    ),
    (
      .queues,
      """
      {"name":"f","depth":0,"ready":0,"inFlight":0,"delayed":0,"parked":0,"oldestSeconds":null,\
      "deadLetters":0,"held":[]}
      """,
      "f 0 0 0 0 0 - 0 -"
    ),
    (
      .deadLetters,
      """
      {"id":"d1","function":"f:2","attempts":4,"lastStatus":503,\
      "reason":"no retries left","diedAt":"2026-01-01T00:00:00Z"}
      """,
      "d1 f:2 4 503 2026-01-01T00:00:00Z - no retries left"
    ),
  ])
  func `each kind has the columns that a person looks for`(
    kind: ResourceKind, json: String, row: String
  ) throws {
    let lines = try ResourceKindTests.table(kind, json)
    #expect(lines[1].split(separator: " ").joined(separator: " ") == row)
  }
}
