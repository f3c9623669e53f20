import Instants
import JSONSyntax
import Manifests
import Routing
import Storage

/// `patchbay store`: looks after the file of a durable queue, on the machine where it is.
struct StoreCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let directory: String

  /// - Throws: `CLIError.usage` where the folder is not named clearly.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    self.parsed = parsed
    self.console = console
    directory = try parsed.dataDirectory
  }

  /// - Returns: the exit status: 1 where a check has found something.
  /// - Throws: `CLIError.failure` where there is no store, or it can't be read or written.
  func run() throws(CLIError) -> Int32 {
    do throws(StoreError) {
      switch parsed.command {
      case .storeCheck: return try check()
      case .storeCompact: try compact()
      default: try tellStatistics()
      }
      return 0
    } catch {
      throw .failure(advice(error))
    }
  }

  private func advice(_ error: StoreError) -> String {
    switch error {
    case .inUse:
      "\(error.description.prefix { $0 != ";" }): stop the router first. While it runs it gives "
        + "free space back by itself when the queue is quiet"
    case .missing: "\(error); name the folder with --data"
    case .damaged: "\(error). \(StoreCommand.rescue)"
    case .unavailable, .tooNew, .closed: error.description
    }
  }

  /// What to do with a file that is not sound.
  private static let rescue =
    "Stop the router, keep a copy of the folder, and read what can be read with "
    + "`sqlite3 patchbay.db .recover | sqlite3 new.db`"

  private func check() throws(StoreError) -> Int32 {
    let problems = try findProblems()
    if parsed.wantsJSON {
      console.write([
        "sound": .bool(problems.isEmpty), "problems": .array(problems.map { .string($0) }),
      ])
    } else if problems.isEmpty {
      console.write("the store in \(directory.escapingControls) is sound\n")
    } else {
      console.write(problems.map { $0.escapingControls + "\n" }.joined())
    }
    if !problems.isEmpty {
      console.say("the store in \(directory.escapingControls) is damaged. \(StoreCommand.rescue)")
    }
    return problems.isEmpty ? 0 : 1
  }

  private func findProblems() throws(StoreError) -> [String] {
    do {
      let inspector = try StoreInspector(directory: directory)
      console.say("reading \(SizeText.of(inspector.bytes)) of \(directory.escapingControls)")
      return try inspector.problems()
    } catch {
      guard case .damaged(_, let reason) = error else { throw error }
      return [reason]
    }
  }

  private func compact() throws(StoreError) {
    let (before, after) = try StoreCompaction.run(directory: directory)
    if parsed.wantsJSON {
      console.write([
        "bytesBefore": .integer(Int64(before)), "bytesAfter": .integer(Int64(after)),
      ])
    } else {
      console.write("\(SizeText.of(before)) before, \(SizeText.of(after)) now\n")
    }
  }

  // MARK: Statistics

  private func tellStatistics() throws(StoreError) {
    let now = console.now()
    let found = try StoreInspector(directory: directory).statistics(now: now)
    if parsed.wantsJSON { return console.write(json(found)) }
    console.write(
      """
      \(directory.escapingControls)/patchbay.db: \(SizeText.of(found.bytes)), \
      \(SizeText.of(found.freeBytes)) of it free; log \(SizeText.of(found.logBytes)); \
      schema \(found.schema)

      """)
    guard !found.queues.isEmpty else { return console.say("no deliveries and no dead letters") }
    console.write(
      TextTable(
        headings: ["FUNCTION", "DELIVERIES", "ATTEMPTED", "DELAYED", "OLDEST", "DEAD LETTERS"],
        rows: found.queues.map { queue in
          [
            queue.function.text, String(queue.deliveries), String(queue.attempted),
            String(queue.delayed), queue.oldestAcceptedAt?.rfc3339 ?? "",
            String(queue.deadLetters),
          ]
        }))
  }

  private func json(_ found: StoreStatistics) -> JSONValue {
    [
      "path": .string("\(directory)/patchbay.db"), "schema": .integer(Int64(found.schema)),
      "bytes": .integer(Int64(found.bytes)), "freeBytes": .integer(Int64(found.freeBytes)),
      "logBytes": .integer(Int64(found.logBytes)),
      "queues": .array(found.queues.map { json($0) }),
    ]
  }

  private func json(_ queue: StoreStatistics.Queue) -> JSONValue {
    [
      "function": .string(queue.function.text), "deliveries": .integer(Int64(queue.deliveries)),
      "attempted": .integer(Int64(queue.attempted)), "delayed": .integer(Int64(queue.delayed)),
      "oldestAcceptedAt": queue.oldestAcceptedAt.map { .string($0.rfc3339) } ?? .null,
      "deadLetters": .integer(Int64(queue.deadLetters)),
    ]
  }
}
