import AdminAPI
import HTTPTransport
import JSONSyntax
import Manifests

/// `patchbay apply`: gives a running router another manifest.
struct ApplyCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let client: AdminClient

  /// How long the router may take: sources that go are let end.
  private static let timeout: Duration = .seconds(300)

  /// - Throws: `CLIError.usage` for a wrong address.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .apply)
  }

  /// - Returns: the exit status: 0 where it was applied, or could be, 1 where it is not valid.
  /// - Throws: `CLIError.failure` where the router does not answer, or can't take any.
  func run() async throws(CLIError) -> Int32 {
    let path = parsed[.manifest] ?? ""
    let bytes = try console.read(path)
    let reply = try await client.send(
      "POST", "/v1/apply" + (parsed.isOn(.dryRun) ? "?dryRun=true" : ""),
      contentType: path.hasSuffix(".json") ? "application/json" : "application/yaml", body: bytes,
      timeout: ApplyCommand.timeout)
    guard reply.isSuccess else { return try tellRefusal(reply, of: path) }
    let applied = try AdminClient.json(reply)
    if parsed.wantsJSON {
      console.write(applied)
    } else {
      tell(applied)
    }
    return 0
  }

  /// As kubectl does: `function/resize created`.
  private func tell(_ applied: JSONValue) {
    let end = parsed.isOn(.dryRun) ? " (dry run)" : ""
    for change in applied["changes"]?.array ?? [] {
      let words = ["kind", "name", "action"].map { change[$0]?.string?.escapingControls ?? "" }
      console.write("\(words[0])/\(words[1]) \(words[2])\(end)\n")
    }
  }

  private func tellRefusal(_ reply: HTTPReply, of path: String) throws(CLIError) -> Int32 {
    let answer = try? JSONValue(parsing: reply.body.span)
    guard let problems = answer?["problems"]?.array, let answer else {
      throw .failure(reply.problemText ?? "the router answered with status \(reply.status)")
    }
    if parsed.wantsJSON { console.write(answer) }
    for item in problems {
      guard var problem = ManifestProblem(item) else { continue }
      // Whoever sent it knows it by the name that it has here.
      if problem.file == answer["file"]?.string {
        problem.file = path == "-" ? "standard input" : path
      }
      if !parsed.wantsJSON { console.say(problem.description.escapingControls) }
    }
    throw .failure(answer["detail"]?.string?.escapingControls ?? "the manifest is not valid")
  }
}
