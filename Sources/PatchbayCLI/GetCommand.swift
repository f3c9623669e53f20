import JSONSyntax
import Manifests

/// `patchbay get`: lists what a running router has.
struct GetCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let kind: ResourceKind
  private let client: AdminClient

  /// - Throws: `CLIError.usage` for an unknown kind or a wrong address.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    let word = parsed.arguments[0]
    guard let kind = ResourceKind(rawValue: word) else {
      let known = ResourceKind.allCases.map(\.rawValue)
      var spelling = Spelling()
      let hint = spelling.nearest(to: word, among: known).map { "; did you mean `\($0)`?" } ?? ""
      throw .usage(
        "get lists \(known.joined(separator: ", ")), not `\(word.escapingControls)`" + hint, .get)
    }
    self.parsed = parsed
    self.console = console
    self.kind = kind
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .get)
  }

  /// - Returns: the exit status 0, also for an empty list.
  /// - Throws: `CLIError.failure` where the router does not answer, or has nothing of this name.
  func run() async throws(CLIError) -> Int32 {
    if parsed.arguments.count == 2 {
      let item = try await one(parsed.arguments[1])
      parsed.wantsJSON ? console.write(item) : console.write(kind.table([item]))
      return 0
    }
    let items = try await all()
    if parsed.wantsJSON {
      console.write(["items": .array(items), "cursor": .null])
    } else if items.isEmpty {
      console.say("there are no \(kind.rawValue)")
    } else {
      console.write(kind.table(items))
    }
    return 0
  }

  private func one(_ name: String) async throws(CLIError) -> JSONValue {
    try await client.get("/v1/\(kind.rawValue)/\(AdminClient.percentEncoded(name))")
  }

  /// All pages one after the other, as far as `--limit` goes.
  private func all() async throws(CLIError) -> [JSONValue] {
    let limit = parsed.number(.limit) ?? 0
    let (items, hasMore) = try await client.list("/v1/\(kind.rawValue)", limit: limit)
    if hasMore { console.say("there are more than \(limit): raise --limit to see them") }
    return items
  }
}
