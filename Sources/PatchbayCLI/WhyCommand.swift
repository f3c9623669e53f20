import JSONSyntax
import Manifests

/// `patchbay why`: what became of an event, step by step.
struct WhyCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let client: AdminClient

  /// - Throws: `CLIError.usage` for a wrong address or an empty id.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    guard !parsed.arguments[0].isEmpty else { throw .usage("the ID is empty", .why) }
    self.parsed = parsed
    self.console = console
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .why)
  }

  /// - Returns: the exit status 0.
  /// - Throws: `CLIError.failure` where the router does not answer, or knows nothing of the event.
  func run() async throws(CLIError) -> Int32 {
    let id = AdminClient.percentEncoded(parsed.arguments[0])
    let story = try await client.get("/v1/events?id=\(id)")
    if parsed.wantsJSON {
      console.write(story)
    } else {
      console.write(EventStoryText(story).text(console.style))
    }
    return 0
  }
}
