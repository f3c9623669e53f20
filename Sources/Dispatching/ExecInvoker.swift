import CloudEvents
import EventLoops
import HTTPTransport
import Manifests
import Telemetry

/// Invokes a function by running a program: data on its input, attributes in its environment, the
/// answer on its output.
struct ExecInvoker {
  let name: String
  let target: ExecTargetSpec
  let maxReplyBytes: Int
  /// Whether the command is a secret.
  let hidesCommand: Bool
  /// `PATH` of the router, the one variable that a program inherits.
  let searchPath: String
  /// See `Subprocess`.
  var starter = "/proc/self/exe"
  let loop: EventLoop
  let log: Logger

  private static let traceVariables = ["TRACEPARENT", "TRACESTATE"]
  /// Bytes of standard error that become log lines; the rest is read and dropped.
  private static let maxErrorBytes = 65_536

  func invoke(_ invocation: Invocation) async -> InvocationResult {
    let variables: [(name: String, value: String)]
    do throws(CloudEventError) {
      variables = try invocation.environment()
    } catch {
      return .failed(reason: error.description)
    }
    let child: Subprocess
    do throws(EventLoopError) {
      child = try Subprocess(
        target.command, environment: environment(variables, invocation.trace),
        directory: target.directory,
        confinement: Confinement(target), starter: starter, loop: loop)
    } catch {
      return notStarted(error.description)
    }
    if let reason = await child.startFailure(by: invocation.deadline) {
      _ = await child.ending()
      child.closeStreams()
      return notStarted(reason)
    }
    return await converse(child, invocation)
  }

  private func notStarted(_ reason: String) -> InvocationResult {
    .unreachable(reason: hidesCommand ? "it can't be started; the command is a secret" : reason)
  }

  private func environment(
    _ own: [(name: String, value: String)], _ trace: TraceContext?
  ) -> [String] {
    let declared = target.environment
    var variables = [("PATH", searchPath)] + own
    // A declared trace goes alone: nothing of another is put beside it.
    if let trace, !declared.contains(where: { ExecInvoker.traceVariables.contains($0.name) }) {
      variables.append(("TRACEPARENT", trace.parentText))
      if let state = trace.stateText { variables.append(("TRACESTATE", state)) }
    }
    variables.removeAll { variable in declared.contains { $0.name == variable.0 } }
    variables += declared.map { ($0.name, $0.value.revealed) }
    return variables.map { "\($0)=\($1)" }
  }

  private func converse(_ child: Subprocess, _ invocation: Invocation) async -> InvocationResult {
    for stream in [child.standardInput, child.standardOutput, child.standardError] {
      stream.deadline = invocation.deadline
    }
    let data = invocation.data
    let limit = maxReplyBytes
    async let sent: Void = ExecInvoker.send(data, to: child.standardInput)
    async let errors = ExecInvoker.read(child.standardError, limit: ExecInvoker.maxErrorBytes)
    let output = await ExecInvoker.read(child.standardOutput, limit: limit, stopsAtLimit: true)
    // Whatever went wrong, nothing of the group may outlive the invocation.
    if output.ending != .whole { child.kill() }
    let isLate = output.ending == .timedOut
    let ending = await endingOrKill(child, invocation.deadline)
    child.kill()
    child.standardInput.close()
    _ = await sent
    let stderr = await errors
    child.closeStreams()
    report(stderr.bytes, invocation)
    if isLate { return .timedOut }
    switch (output.ending, ending) {
    case (.tooLong, _): return .failed(reason: "its output is larger than \(limit) bytes")
    case (_, nil): return .timedOut
    case (_, .exited(0)?):
      return .reply(
        HTTPReply(
          status: 200, headerLines: Array("Content-Type: application/octet-stream\r\n".utf8),
          body: output.bytes))
    case (_, .exited(let status)?): return .failed(reason: "exit status \(status)")
    case (_, .killed(Subprocess.cpuTimeSignal)?) where target.limits.cpu != nil:
      return .failed(reason: "it used up its CPU time")
    case (_, .killed(let signal)?): return .failed(reason: "killed by signal \(signal)")
    }
  }

  /// The process's end; nil where it had to be killed because the time was over.
  private func endingOrKill(_ child: Subprocess, _ deadline: MonotonicTime) async
    -> Subprocess.Ending?
  {
    let timer = Task(executorPreference: loop) { [loop] in
      do throws(CancellationError) {
        try await loop.sleep(for: deadline - loop.now)
      } catch {
        return false
      }
      child.kill()
      return true
    }
    let ending = await child.ending()
    timer.cancel()
    return await timer.value ? nil : ending
  }

  private func report(_ stderr: [UInt8], _ invocation: Invocation) {
    for line in String(decoding: stderr, as: UTF8.self).split(separator: "\n") {
      log.info(
        "function wrote to standard error", LogField("function", name),
        LogField("event", invocation.id), LogField("line", line),
        invocation.trace.map { LogField("trace", $0.traceID) })
    }
  }

  private static func send(_ data: [UInt8], to stream: Stream) async {
    // A program that does not read its input is free not to.
    if !data.isEmpty { try? await stream.write(data) }
    stream.close()
  }

  private enum Ending: Sendable { case whole, tooLong, timedOut }

  private static func read(
    _ stream: Stream, limit: Int, stopsAtLimit: Bool = false
  ) async -> (bytes: [UInt8], ending: Ending) {
    var bytes: [UInt8] = []
    do throws(StreamError) {
      while try await stream.fill() > 0 {
        let count = stream.input.count
        let room = limit - bytes.count
        bytes.append(contentsOf: stream.input.copy(0..<min(count, room)))
        if stopsAtLimit, count > room { return (bytes, .tooLong) }
        stream.consume(count)
      }
    } catch {
      return (bytes, error == .timedOut ? .timedOut : .whole)
    }
    return (bytes, .whole)
  }
}
