import AdminAPI
import EventLoops
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage
import YAML

/// `patchbay replay`: delivers events of the history once more, a part after the other, so that it
/// tells how far it has come and can be interrupted.
struct ReplayCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let client: AdminClient
  /// What every part asks for.
  private let order: [JSONMember]
  /// Deliveries of one part.
  private let limit: Int

  /// How long the router may take for one part.
  private static let timeout: Duration = .seconds(120)
  /// Deliveries of a part where no rate is asked for.
  private static let partLimit = 1_000
  /// How long a part lasts at most where a rate is: so long an interruption may take.
  private static let partTime: Duration = .seconds(2)
  /// How long nothing is told of progress.
  private static let quietTime: Duration = .seconds(1)

  /// - Throws: `CLIError` for a wrong address, filter or choice.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .replay)
    order = try ReplayCommand.order(parsed, console)
    limit = try ReplayCommand.limit(parsed)
  }

  /// - Returns: the exit status: 1 where an event that was named by its id was left, 130 where it was
  ///   interrupted.
  /// - Throws: `CLIError.failure` where the router does not answer, or refuses.
  func run() async throws(CLIError) -> Int32 {
    let stop = console.interruption()
    var progress = ReplayProgress(cursor: parsed[.cursor])
    var toldAt = MonotonicTime.read()
    repeat {
      let asked = JSONValue.object(order + progress.members(limit: limit))
      do throws(CLIError) {
        let part = try await client.post(
          "/v1/events:replay", asked, timeout: ReplayCommand.timeout)
        progress.add(part)
      } catch {
        if progress.parts > 0 { tell(progress) }
        throw error
      }
      guard progress.cursor != nil else { break }
      if !stop.isRaised, MonotonicTime.read() - toldAt >= ReplayCommand.quietTime {
        tell(progress)
        toldAt = MonotonicTime.read()
      }
      try await rest(until: progress.nextDueAt, stop)
    } while !stop.isRaised
    if progress.cursor != nil { tell(progress) }
    write(progress)
    if progress.cursor != nil { return 130 }
    return progress.report.left.isEmpty || parsed.arguments.isEmpty ? 0 : 1
  }

  // MARK: Telling

  private func tell(_ progress: ReplayProgress) {
    let would = parsed.isOn(.dryRun) ? " would be" : ""
    var way = progress.cursor.map { "; to go on from here: --cursor \($0)" } ?? ""
    // A time back would be another one by then; where it begins the cursor says.
    if let to = order.first(where: { $0.name == Flag.takenTo.name })?.value.string {
      way += " --to \(to)"
    }
    console.say("\(progress.report.done)\(would) replayed so far\(way)")
  }

  private func write(_ progress: ReplayProgress) {
    let report = progress.report
    if parsed.wantsJSON {
      return console.write(progress.json(isRehearsal: parsed.isOn(.dryRun)))
    }
    let would = parsed.isOn(.dryRun) ? "would be " : ""
    let events = report.matched == 1 ? "1 event" : "\(report.matched) events"
    console.write("\(report.done) \(would)replayed, of \(events)\n")
    for left in report.left {
      let ids = left.ids.joined(separator: ", ").escapingControls
      let more = left.count > left.ids.count ? ", …" : ""
      console.say("\(left.count) left: \(left.reason.escapingControls): \(ids)\(more)")
    }
  }

  /// Waits until the part that follows is due.
  private func rest(until due: WallTime?, _ stop: StopSignal) async throws(CLIError) {
    guard !parsed.isOn(.dryRun), let due, case let wait = due - console.now(), wait > .zero else {
      return
    }
    let loop: EventLoop
    do throws(EventLoopError) {
      loop = try EventLoop(name: "replay")
    } catch {
      throw .failure(error.description)
    }
    loop.start()
    await loop.spawn { await stop.sleep(for: wait, on: loop) }.value
    loop.stop()
    loop.join()
  }

  // MARK: Which

  private static func order(
    _ parsed: ParsedCommand, _ console: Console
  ) throws(CLIError) -> [JSONMember] {
    guard !parsed.arguments.contains("") else { throw .usage("an EVENT-ID is empty", .replay) }
    var members: [JSONMember] = []
    var query = HistoryQuery()
    for flag in Command.historyFilters {
      guard let text = parsed[flag] else { continue }
      if let allowed = query.take(flag.name, text, now: console.now()) {
        throw .usage("--\(flag.name) is \(allowed), not `\(text.escapingControls)`", .replay)
      }
      // A time back means the same in every part.
      let instant = flag == .takenFrom ? query.from : flag == .takenTo ? query.to : nil
      members.append(JSONMember(flag.name, .string(instant?.rfc3339 ?? text)))
    }
    if let text = parsed[.eventFilter] {
      members.append(JSONMember("filter", try filter(text, console)))
    }
    if !parsed.arguments.isEmpty {
      members.append(JSONMember("ids", .array(parsed.arguments.map { .string($0) })))
    }
    let isChosen = members.contains { $0.name != "association" }
    guard isChosen || parsed.isOn(.allEvents) else {
      throw .usage("say which events: their ids, filters, or --all", .replay)
    }
    guard !isChosen || !parsed.isOn(.allEvents) else {
      throw .usage("--all stands alone, without ids and filters", .replay)
    }
    if parsed.isOn(.allEvents) { members.append(JSONMember("all", true)) }
    if parsed.isOn(.dryRun) { members.append(JSONMember("dryRun", true)) }
    if let rate = parsed[.replayRate] { members.append(JSONMember("rate", .string(rate))) }
    return members
  }

  /// The filter as JSON: from the command line, or from a file, in YAML or JSON.
  private static func filter(
    _ text: String, _ console: Console
  ) throws(CLIError) -> JSONValue {
    let bytes = text.hasPrefix("@") ? try console.read(String(text.dropFirst())) : Array(text.utf8)
    let name = text.hasPrefix("@") ? String(text.dropFirst()) : "--filter"
    do throws(ManifestRefusal) {
      return try Filter(reading: YAMLParser.document(file: name, bytes: bytes)).json
    } catch {
      throw .usage(error.problems.map(\.description).joined(separator: "\n"), .replay)
    }
  }

  private static func limit(_ parsed: ParsedCommand) throws(CLIError) -> Int {
    guard let text = parsed[.replayRate] else { return partLimit }
    guard let rate = RateSpec.read(text) else {
      throw .usage(
        "--rate is a rate such as 100/s, 30/m or 5/h, not `\(text.escapingControls)`", .replay)
    }
    let spacing = Duration.seconds(rate.period.seconds) / rate.limit
    return min(max(1, Int(partTime / spacing)), partLimit)
  }
}
