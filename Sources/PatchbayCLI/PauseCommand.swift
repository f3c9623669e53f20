import JSONSyntax
import Routing

/// `patchbay pause` and `patchbay resume`: hold events back, and let them go on.
struct PauseCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let target: PauseTarget
  private let client: AdminClient

  /// How long the router may take to tell all its loops.
  private static let timeout: Duration = .seconds(60)

  /// - Throws: `CLIError.usage` for a wrong address or target.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    target = try PauseTarget(words: parsed.arguments, for: parsed.command)
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: parsed.command)
  }

  /// - Returns: the exit status 0, also where it was so before.
  /// - Throws: `CLIError.failure` where the router does not answer, or has nothing of this name.
  func run() async throws(CLIError) -> Int32 {
    let state = try await client.post(
      "\(target.path):\(parsed.command.rawValue)", [:], timeout: PauseCommand.timeout)
    if parsed.wantsJSON {
      console.write(state)
    } else {
      let since = state["pausedSince"]?.string.map { "is paused since \($0)" } ?? "goes on"
      console.write("\(target.kind.rawValue) \(target.name) \(since)\n")
    }
    return 0
  }
}
