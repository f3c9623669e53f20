extension Command {
  /// What the command takes.
  var spec: CommandSpec {
    switch self {
    case .serve: Command.serveSpec
    case .validate: Command.validateSpec
    case .explain: Command.explainSpec
    case .why: Command.whySpec
    case .invoke: Command.invokeSpec
    case .get: Command.getSpec
    case .stats: Command.statsSpec
    case .logs: Command.logsSpec
    case .apply: Command.applySpec
    case .deadLettersList: Command.deadLettersListSpec
    case .deadLettersShow: Command.deadLettersShowSpec
    case .deadLettersRedrive: Command.deadLettersRedriveSpec
    case .deadLettersPurge: Command.deadLettersPurgeSpec
    case .replay: Command.replaySpec
    case .pause: Command.pauseSpec
    case .resume: Command.resumeSpec
    case .drain: Command.drainSpec
    case .storeCheck: Command.storeCheckSpec
    case .storeStats: Command.storeStatsSpec
    case .storeCompact: Command.storeCompactSpec
    case .cronNext: Command.cronNextSpec
    case .completion: Command.completionSpec
    case .version: Command.versionSpec
    case .help: Command.helpSpec
    }
  }

  /// The most paths that one command line may name.
  private static let maxPaths = 10_000

  private static let paths = CommandSpec.Argument(
    placeholder: "PATH…", count: 1...maxPaths,
    summary: "manifest files, and folders whose *.yaml, *.yml and *.json are merged")

  private static let serveSpec = CommandSpec(
    summary: "run a router until SIGTERM drains it; SIGHUP or a changed file reloads",
    arguments: [paths],
    flags: [
      .listen, .admin, .data, .store, .threads, .logLevel, .logFormat, .drainTime,
    ],
    variables: [.adminToken],
    example: "patchbay serve Triggers/quickstart.yaml --listen 127.0.0.1:8080")

  private static let validateSpec = CommandSpec(
    summary: "check manifests and tell every problem",
    arguments: [paths], flags: [.output],
    example: "patchbay validate Triggers/quickstart.yaml")

  private static let explainSpec = CommandSpec(
    summary: "tell what would become of an event; nothing is run",
    arguments: [paths], flags: [.source, .event, .output],
    example: "patchbay explain Triggers/quickstart.yaml --source greetings --event event.json")

  private static let whySpec = CommandSpec(
    summary: "tell what became of an event, step by step",
    arguments: [
      CommandSpec.Argument(
        placeholder: "ID", count: 1...1,
        summary: "of the event or a delivery, or TOPIC/PARTITION/OFFSET of a Kafka record")
    ],
    flags: [.output] + router, variables: [.adminToken],
    example: "patchbay why 019aa0c4-27b8-7d5e-8c4f-0b1d2e3f4a5b")

  private static let invokeSpec = CommandSpec(
    summary: "invoke a function of a running router",
    arguments: [
      CommandSpec.Argument(
        placeholder: "REF", count: 1...1, summary: "NAME, NAME:VERSION or NAME:ALIAS")
    ],
    flags: [
      .body, .contentType, .queued, .timeout, .verbose, .admin, .authority, .certificate, .key,
    ],
    variables: [.adminToken],
    example: "patchbay invoke greet:live --data 'Ada'")

  private static let getSpec = CommandSpec(
    summary: "list what a running router has",
    arguments: [
      CommandSpec.Argument(
        placeholder: ResourceKind.allCases.map(\.rawValue).joined(separator: "|"), count: 1...1,
        summary: "what to list"),
      CommandSpec.Argument(
        placeholder: "NAME", count: 0...1, summary: "only the one of this name"),
    ],
    flags: [.output, .limit, .admin, .authority, .certificate, .key],
    variables: [.adminToken],
    example: "patchbay get queues -o json")

  private static let applySpec = CommandSpec(
    summary: "give a running router another manifest, whole or not at all",
    flags: [.manifest, .dryRun, .output] + router, variables: [.adminToken],
    example: "patchbay apply -f Triggers/quickstart.yaml --dry-run")

  private static let cronNextSpec = CommandSpec(
    summary: "tell when a schedule fires next",
    arguments: [
      CommandSpec.Argument(
        placeholder: "EXPR", count: 1...1,
        summary: "a cron expression of 5 fields, or of 6 with seconds first")
    ],
    flags: [.timezone, .from, .count, .gap, .overlap, .output],
    example: "patchbay cron next '30 2 * * *' --timezone Europe/Berlin --count 3")

  private static let completionSpec = CommandSpec(
    summary: "write a script that completes command lines in a shell",
    arguments: [
      CommandSpec.Argument(
        placeholder: Completion.allCases.map(\.rawValue).joined(separator: "|"), count: 1...1,
        summary: "the shell")
    ],
    example: "patchbay completion bash")

  private static let versionSpec = CommandSpec(
    summary: "tell the version", flags: [.output], example: "patchbay version -o json")

  private static let helpSpec = CommandSpec(
    summary: "explain a command",
    arguments: [
      CommandSpec.Argument(
        placeholder: "COMMAND", count: 0...2, summary: "the command, such as serve or cron next")
    ],
    example: "patchbay help cron next")
}
