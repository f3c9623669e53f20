import JSONSyntax

/// `patchbay stats`: what was counted of a function.
struct StatsCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let client: AdminClient
  private let path: String

  /// - Throws: `CLIError.usage` for a wrong address, or what is neither a function nor a version.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    path = try FunctionPath(parsed.arguments[0], for: .stats).text + "/stats"
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .stats)
  }

  /// - Returns: the exit status 0.
  /// - Throws: `CLIError.failure` where the router does not answer, or has no such function.
  func run() async throws(CLIError) -> Int32 {
    let statistics = try await client.get(path)
    if parsed.wantsJSON {
      console.write(statistics)
    } else {
      console.write(StatisticsText(statistics).text(console.style))
    }
    return 0
  }
}
