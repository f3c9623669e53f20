import EventLoops
import Instants
import JSONSyntax
import Manifests
import Routing

/// `patchbay drain`: pauses a function, and waits until nothing of it is in flight.
struct DrainCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let target: PauseTarget
  private let client: AdminClient

  /// How long the router may take to tell all its loops.
  private static let answerTime: Duration = .seconds(60)
  /// How long until it is looked again.
  private static let interval: Duration = .milliseconds(250)

  /// - Throws: `CLIError.usage` for a wrong address or target.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    target = try PauseTarget(words: parsed.arguments, for: parsed.command)
    guard target.kind == .function else {
      throw .usage("only a function can be drained, no \(target.kind.rawValue)", .drain)
    }
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .drain)
  }

  /// - Returns: the exit status 0 once nothing is in flight.
  /// - Throws: `CLIError.failure` where the time is over first; the function stays paused.
  func run() async throws(CLIError) -> Int32 {
    let limit = parsed.duration(.drainTimeout) ?? .seconds(300)
    let deadline = MonotonicTime.read() + limit
    // What can't be looked at is not paused either.
    _ = try await client.get(target.path)
    _ = try await client.post("\(target.path):pause", [:], timeout: DrainCommand.answerTime)
    var shown: Int64?
    while case let count = try await inFlight(), count > 0 {
      if count != shown { console.say("\(count) in flight") }
      shown = count
      guard MonotonicTime.read() < deadline else {
        throw .failure(
          "\(count) in flight after \(limit.written); function \(target.name) stays paused")
      }
      try await rest()
    }
    console.write("function \(target.name) is paused and drained\n")
    return 0
  }

  /// What is being invoked, or has been taken from the queue.
  private func inFlight() async throws(CLIError) -> Int64 {
    let function = try await client.get(target.path)
    guard function["pausedSince"]?.string != nil else {
      throw .failure("function \(target.name) was resumed by somebody before it was drained")
    }
    let queue = try await client.get("/v1/queues/\(AdminClient.percentEncoded(target.name))")
    return max(function["inFlight"]?.integer ?? 0, queue["inFlight"]?.integer ?? 0)
  }

  private func rest() async throws(CLIError) {
    let loop: EventLoop
    do throws(EventLoopError) {
      loop = try EventLoop(name: "drain")
    } catch {
      throw .failure(error.description)
    }
    loop.start()
    await loop.spawn { try? await loop.sleep(for: DrainCommand.interval) }.value
    loop.stop()
    loop.join()
  }
}
