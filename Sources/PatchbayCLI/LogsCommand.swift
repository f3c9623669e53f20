import JSONSyntax
import Manifests
import Routing
import Synchronization

/// `patchbay logs`: the last lines of a function's log, and those to come.
struct LogsCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let client: AdminClient
  private let target: String

  /// - Throws: `CLIError.usage` for a wrong address, or what is neither a function nor a version.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    target = try FunctionPath(parsed.arguments[0], for: .logs).text + "/logs"
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .logs)
  }

  /// - Returns: the exit status 0; of one that follows, once the router stops.
  /// - Throws: `CLIError.failure` where the router does not answer, or has no such function.
  func run() async throws(CLIError) -> Int32 {
    if parsed.isOn(.follow) {
      let printer = LinePrinter(console, isJSON: parsed.wantsJSON)
      try await client.follow(target + query(["follow=true"])) { printer.take($0) }
      return 0
    }
    for line in try await client.get(target + query([]))["items"]?.array ?? [] {
      console.write(parsed.wantsJSON ? line.compactText + "\n" : LogLineText(line).text)
    }
    return 0
  }

  private func query(_ parts: [String]) -> String {
    let values = [("since", parsed[.linesSince]), ("tail", parsed[.tail])]
    let parts =
      parts
      + values.compactMap { name, value in
        value.map { "\(name)=\(AdminClient.percentEncoded($0))" }
      }
    return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
  }
}

/// Prints lines that come in pieces of any size.
private final class LinePrinter: Sendable {
  private let console: Console
  private let isJSON: Bool
  /// What has come of a line that is not complete yet.
  private let rest = Mutex<[UInt8]>([])

  init(_ console: Console, isJSON: Bool) {
    self.console = console
    self.isJSON = isJSON
  }

  func take(_ piece: [UInt8]) {
    let whole = rest.withLock { rest -> [UInt8] in
      rest += piece
      let end = rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      defer { rest.removeFirst(end) }
      return Array(rest[..<end])
    }
    if isJSON { return console.write(whole) }
    for line in whole.split(separator: UInt8(ascii: "\n")) {
      // What is no line of the router's is shown as it is.
      let text = (try? JSONValue(parsing: Array(line).span)).map { LogLineText($0).text }
      console.write(text ?? String(decoding: line, as: UTF8.self).escapingControls + "\n")
    }
  }
}
