import HTTPTransport
import JSONSyntax
import Manifests
import Routing

/// `patchbay invoke`: invokes a function through the admin API of a running router.
struct InvokeCommand {
  private let parsed: ParsedCommand
  private let console: Console

  init(_ parsed: ParsedCommand, _ console: Console) {
    self.parsed = parsed
    self.console = console
  }

  /// - Returns: the exit status: 0 where the status of the answer is 2xx, otherwise 1.
  /// - Throws: `CLIError` where there is no answer, or the router gives a problem.
  func run() async throws(CLIError) -> Int32 {
    guard let reference = FunctionReference(parsed.arguments[0]) else {
      let found = parsed.arguments[0].escapingControls
      throw .usage("a function is NAME, NAME:VERSION or NAME:ALIAS, not `\(found)`", .invoke)
    }
    let client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .invoke)
    let body = try data()
    let mode = parsed.isOn(.queued) ? "?mode=queued" : ""
    let reply = try await client.send(
      "POST", "/v1/functions/\(reference):invoke\(mode)", contentType: try contentType(of: body),
      body: body, timeout: parsed.duration(.timeout) ?? .seconds(600))
    return try tell(reply)
  }

  private func tell(_ reply: HTTPReply) throws(CLIError) -> Int32 {
    if parsed.isOn(.verbose) {
      console.say("status \(reply.status)")
      for line in reply.headers { console.say(line) }
    }
    if !reply.isSuccess, let problem = reply.problemText { throw .failure(problem) }
    console.write(reply.body)
    if console.outputIsTerminal, !reply.body.isEmpty, reply.body.last != UInt8(ascii: "\n") {
      console.write("\n")
    }
    if reply.isSuccess { return 0 }
    throw .failure("the function answered with status \(reply.status)")
  }

  // MARK: The data

  private func data() throws(CLIError) -> [UInt8] {
    guard let text = parsed[.body] else { return [] }
    return text.hasPrefix("@") ? try console.read(String(text.dropFirst())) : Array(text.utf8)
  }

  /// What the user says, or what the data looks like.
  private func contentType(of body: [UInt8]) throws(CLIError) -> String? {
    if let type = parsed[.contentType] {
      guard type.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
        throw .usage("--content-type may hold visible ASCII characters only", .invoke)
      }
      return type
    }
    if body.isEmpty { return nil }
    if (try? JSONValue(parsing: body.span)) != nil { return "application/json" }
    let isText = String(validating: body, as: UTF8.self) != nil
    return isText ? "text/plain; charset=utf-8" : "application/octet-stream"
  }
}
