import AdminAPI
import Instants
import JSONSyntax
import Manifests
import Storage

/// `patchbay dead-letters`: looks at what has failed for good, delivers it once more, or deletes it.
struct DeadLettersCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let client: AdminClient

  /// How long the router may take for all that is meant.
  private static let timeout: Duration = .seconds(3_600)

  /// - Throws: `CLIError.usage` for a wrong address, filter or choice.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: parsed.command)
    try check()
  }

  /// - Returns: the exit status: 1 where a dead letter that was named by its id was left.
  /// - Throws: `CLIError.failure` where the router does not answer, or refuses.
  func run() async throws(CLIError) -> Int32 {
    switch parsed.command {
    case .deadLettersShow: return try await show()
    case .deadLettersRedrive: return try await change("redrive", "redriven")
    case .deadLettersPurge: return try await change("purge", "purged")
    default: return try await list()
    }
  }

  // MARK: Looking

  private func list() async throws(CLIError) -> Int32 {
    let limit = parsed.number(.limit) ?? 0
    let query = filters.map { "&\($0.name)=\(AdminClient.percentEncoded($0.text))" }.joined()
    let (items, hasMore) = try await client.list("/v1/dead-letters", query: query, limit: limit)
    if hasMore { console.say("there are more than \(limit): raise --limit to see them") }
    if parsed.wantsJSON {
      console.write(["items": .array(items), "cursor": .null])
    } else if items.isEmpty {
      console.say("there are no dead letters" + (filters.isEmpty ? "" : " like these"))
    } else {
      console.write(ResourceKind.deadLetters.table(items))
    }
    return 0
  }

  private func show() async throws(CLIError) -> Int32 {
    let id = AdminClient.percentEncoded(parsed.arguments[0])
    let letter = try await client.get("/v1/dead-letters/\(id)")
    if parsed.wantsJSON {
      console.write(letter)
    } else {
      console.write(DeadLetterText(letter).text(console.style))
    }
    return 0
  }

  // MARK: Changing

  private func change(_ action: String, _ done: String) async throws(CLIError) -> Int32 {
    let report = try await client.post(
      "/v1/dead-letters:\(action)", .object(order), timeout: DeadLettersCommand.timeout)
    if parsed.wantsJSON { console.write(report) } else { tell(report, done) }
    let isAnyLeft = !(report["left"]?.array ?? []).isEmpty
    return isAnyLeft && !parsed.arguments.isEmpty ? 1 : 0
  }

  private var order: [JSONMember] {
    var members = filters.map { JSONMember($0.name, .string($0.text)) }
    if !parsed.arguments.isEmpty {
      members.append(JSONMember("ids", .array(parsed.arguments.map { .string($0) })))
    }
    if parsed.isOn(.all) { members.append(JSONMember("all", true)) }
    if parsed.isOn(.dryRun) { members.append(JSONMember("dryRun", true)) }
    if parsed.isOn(.again) { members.append(JSONMember("again", true)) }
    if let rate = parsed[.rate] { members.append(JSONMember("rate", .string(rate))) }
    return members
  }

  private func tell(_ report: JSONValue, _ done: String) {
    let would = parsed.isOn(.dryRun) ? "would be " : ""
    console.write("\(report[done]?.integer ?? 0) \(would)\(done)\n")
    for left in report["left"]?.array ?? [] {
      let ids = (left["ids"]?.array ?? []).compactMap(\.string)
      let count = left["count"]?.integer ?? 0
      let more = count > ids.count ? ", …" : ""
      let reason = (left["reason"]?.string ?? "").escapingControls
      console.say(
        "\(count) left: \(reason): \(ids.joined(separator: ", ").escapingControls)\(more)")
    }
  }

  // MARK: Which

  /// The filters that were given, under their names in the admin API.
  private var filters: [(name: String, text: String)] {
    Command.filters.compactMap { flag in parsed[flag].map { (flag.name, $0) } }
  }

  private func check() throws(CLIError) {
    guard !parsed.arguments.contains("") else {
      throw .usage("an ID is empty; `patchbay dead-letters list` shows them", parsed.command)
    }
    var query = DeadLetterQuery()
    for (name, text) in filters {
      if let allowed = query.take(name, text, now: console.now()) {
        throw .usage("--\(name) is \(allowed), not `\(text.escapingControls)`", parsed.command)
      }
    }
    if let rate = parsed[.rate], RateSpec.read(rate) == nil {
      throw .usage(
        "--rate is a rate such as 10/s, 30/m or 5/h, not `\(rate.escapingControls)`",
        parsed.command)
    }
    guard parsed.command == .deadLettersRedrive || parsed.command == .deadLettersPurge else {
      return
    }
    let isSome = !parsed.arguments.isEmpty || !filters.isEmpty
    guard isSome || parsed.isOn(.all) else {
      throw .usage("say which dead letters: their ids, filters, or --all", parsed.command)
    }
    guard !isSome || !parsed.isOn(.all) else {
      throw .usage("--all stands alone, without ids and filters", parsed.command)
    }
  }
}
