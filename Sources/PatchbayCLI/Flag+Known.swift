import Telemetry

/// Every flag of every command.
extension Flag {
  // MARK: Running a router

  static let listen = Flag(
    "listen", .text(placeholder: "HOST:PORT"), default: "127.0.0.1:8080",
    "where sources and functions are answered; or unix:PATH")
  static let admin = Flag(
    "admin", .text(placeholder: "HOST:PORT"), default: "127.0.0.1:8081",
    "where the admin API is; or unix:PATH")
  static let data = Flag(
    "data", .text(placeholder: "DIR"), default: "patchbay-data", "the folder of the durable queue")
  static let store = Flag(
    "store", .text(placeholder: "URL"), note: "what --data says",
    "the durable queue as a URL: sqlite:DIR")
  static let threads = Flag(
    "threads", .number(1...1_024), note: "one a core", "threads that run event loops")
  static let logLevel = Flag(
    "log-level", .choice(LogLevel.allCases.map(\.rawValue)), default: "info",
    "the least that is logged")
  static let logFormat = Flag(
    "log-format", .choice(LogFormat.allCases.map(\.rawValue)), default: "text",
    "how a line of the log looks")
  static let drainTime = Flag(
    "drain-time", .duration(.zero ... .seconds(3_600)), default: "30s",
    "how long work under way may take after SIGTERM")

  // MARK: Looking at events

  static let source = Flag(
    "source", .text(placeholder: "NAME"), isRequired: true, "the source that the event comes from")
  static let event = Flag(
    "event", .text(placeholder: "FILE"), isRequired: true,
    "a CloudEvent as JSON, or just its data; - is standard input")

  // MARK: Asking a router

  static let body = Flag(
    "data", .text(placeholder: "TEXT|@FILE|@-"), note: "no data", variable: "PATCHBAY_INVOKE_DATA",
    "the event's data: a text, @FILE, or @- for standard input")
  static let contentType = Flag(
    "content-type", .text(placeholder: "TYPE"), note: "told from the data",
    "the data's media type; application/cloudevents+json: a whole event")
  static let queued = Flag("queued", .onOff, "put it into the durable queue and do not wait")
  static let timeout = Flag(
    "timeout", .duration(.milliseconds(1) ... .seconds(86_400)), default: "10m",
    "how long to wait for the answer")
  static let verbose = Flag(
    "verbose", short: "v", .onOff, "write the answer's headers to standard error")
  static let limit = Flag(
    "limit", .number(1...100_000), default: "10000", "how many items to list at most")

  // MARK: Dead letters

  static let function = Flag(
    "function", .text(placeholder: "NAME"), note: "any", "only of this function")
  static let association = Flag(
    "association", .text(placeholder: "NAME"), note: "any", "only of this association")
  static let since = Flag(
    "since", .text(placeholder: "TIME"), note: "the first",
    "only what died then or later: a time back such as 2h, or an instant")
  static let until = Flag(
    "until", .text(placeholder: "TIME"), note: "now",
    "only what died before: a time back such as 2h, or an instant")
  static let reason = Flag(
    "reason", .text(placeholder: "WORDS"), note: "any",
    "only where the reason has all of these words")
  static let all = Flag(
    "all", .onOff, variable: "PATCHBAY_DEAD_LETTERS_ALL", "all dead letters that there are")
  static let dryRun = Flag(
    "dry-run", .onOff, variable: "PATCHBAY_DRY_RUN", "only tell what would be done")
  static let again = Flag(
    "again", .onOff, variable: "PATCHBAY_REDRIVE_AGAIN", "also what has been redriven before")
  static let rate = Flag(
    "rate", .text(placeholder: "N/s"), note: "all at once", variable: "PATCHBAY_REDRIVE_RATE",
    "how many are delivered in a time: 10/s, 30/m or 5/h")

  // MARK: A function's log

  static let follow = Flag(
    "follow", short: "f", .onOff, "go on with the lines to come, until the router stops")
  static let tail = Flag(
    "tail", .number(0...1_000_000), note: "all that are kept",
    "of the lines that there are, only so many, the last")
  static let linesSince = Flag(
    "since", .text(placeholder: "TIME"), note: "the first", variable: "PATCHBAY_LOGS_SINCE",
    "only what was written then or later: a time back (5m) or an instant")

  // MARK: Another manifest

  static let manifest = Flag(
    "filename", short: "f", .text(placeholder: "FILE"), isRequired: true,
    variable: "PATCHBAY_APPLY_FILENAME", "the manifest; - is standard input")

  // MARK: Draining

  static let drainTimeout = Flag(
    "timeout", .duration(.zero ... .seconds(86_400)), default: "5m",
    variable: "PATCHBAY_DRAIN_TIMEOUT", "how long to wait until nothing is in flight")

  // MARK: Reaching a router

  static let authority = Flag(
    "ca", .text(placeholder: "FILE"), note: "the system's",
    "the authorities that an --admin of https://HOST:PORT is checked by")
  static let certificate = Flag(
    "certificate", .text(placeholder: "FILE"), note: "none",
    "the certificate that the admin API is shown")
  static let key = Flag(
    "key", .text(placeholder: "FILE"), note: "none", "the key of the certificate")

  // MARK: Schedules

  static let timezone = Flag(
    "timezone", .text(placeholder: "ZONE"), default: "UTC",
    "the schedule's time zone, such as Europe/Berlin")
  static let from = Flag(
    "from", .text(placeholder: "INSTANT"), note: "now",
    "list what fires after this instant, such as 2026-03-28T00:00:00Z")
  static let count = Flag("count", .number(1...1_000), default: "5", "how many firings to list")
  static let gap = Flag(
    "dst-gap", .choice(["run-late", "skip"]), note: "as Debian's cron does",
    "what becomes of a firing that the clock jumps over")
  static let overlap = Flag(
    "dst-overlap", .choice(["once", "twice"]), note: "as Debian's cron does",
    "what becomes of a firing in an hour that comes twice")

  // MARK: Everywhere

  static let output = Flag(
    "output", short: "o", .choice(["table", "json"]), default: "table",
    "a table for people, or JSON for programs")
}
