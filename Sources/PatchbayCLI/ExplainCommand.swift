import AdminAPI
import CloudEvents
import CronConnector
import Instants
import JSONSyntax
import Manifests
import PatchbayService
import Routing

/// `patchbay explain`: what would become of an event, told by the code that routes.
struct ExplainCommand {
  private let parsed: ParsedCommand
  private let console: Console

  init(_ parsed: ParsedCommand, _ console: Console) {
    self.parsed = parsed
    self.console = console
  }

  /// - Returns: the exit status 0, whether or not anything matches.
  /// - Throws: `CLIError.failure` where the manifest, the source or the event is not usable.
  func run() throws(CLIError) -> Int32 {
    let manifest = try load()
    let name = parsed[.source] ?? ""
    guard let source = manifest.sources.first(where: { $0.name.text == name }) else {
      throw .failure(noSource(name, manifest))
    }
    let event = try event(from: source)
    guard let explanation = manifest.explanation(of: event, from: source.name) else {
      throw .failure(noSource(name, manifest))
    }
    if parsed.wantsJSON {
      console.write(explanation.json)
    } else if explanation.associations.isEmpty {
      console.say("no association takes events from \(name)")
    } else {
      console.write(table(explanation))
    }
    return 0
  }

  private func load() throws(CLIError) -> Manifest {
    do throws(ManifestRefusal) {
      return try ManifestSource(paths: parsed.arguments).load().manifest
    } catch {
      for problem in error.problems { console.say(problem.description) }
      throw .failure(ValidateCommand.verdict(error))
    }
  }

  private func noSource(_ name: String, _ manifest: Manifest) -> String {
    let names = manifest.sources.map(\.name.text)
    var spelling = Spelling()
    let shown = name.escapingControls
    if let meant = spelling.nearest(to: name, among: names) {
      return "there is no source `\(shown)`; did you mean `\(meant)`?"
    }
    guard !names.isEmpty else { return "there is no source `\(shown)`: the manifest has none" }
    let some = names.prefix(12).joined(separator: ", ")
    return "there is no source `\(shown)`; there are \(some)\(names.count > 12 ? ", …" : "")"
  }

  // MARK: The event

  private func event(from source: SourceSpec) throws(CLIError) -> CloudEvent {
    let path = parsed[.event] ?? ""
    let bytes = try console.read(path)
    let file = path == "-" ? "standard input" : path.escapingControls
    do throws(CloudEventError) {
      return try CloudEvent(json: bytes.span)
    } catch {
      let json = try? JSONValue(parsing: bytes.span)
      // Who writes `specversion` means an envelope, and wants to know what is wrong with it.
      if json?["specversion"] != nil { throw .failure("\(file): not a CloudEvent: \(error)") }
      let wrapped = wrap(bytes, isJSON: json != nil, source)
      console.say(
        "\(file) is not a CloudEvent; it is taken for the data of one of type \(wrapped.type), "
          + "with a new id")
      return wrapped
    }
  }

  /// The envelope that the source's connector would give, as far as that can be known.
  private func wrap(_ bytes: [UInt8], isJSON: Bool, _ source: SourceSpec) -> CloudEvent {
    let type: String
    var subject: String?
    switch source.kind {
    case .http(let spec):
      type = "dev.patchbay.http.request"
      subject = spec.path.description
    case .cron:
      type = CronSource.eventType
      subject = source.name.text
    case .mqtt: type = "dev.patchbay.mqtt.message"
    case .kafka(let spec):
      type = "dev.patchbay.kafka.record"
      subject = spec.topics.first
    case .function: type = "dev.patchbay.function.result"
    }
    var random = SystemRandomNumberGenerator()
    var identifiers = EventIdentifiers(seed: (random.next(), random.next()))
    let now = console.now()
    return CloudEvent.wrapping(
      id: identifiers.next(at: now), source: "/sources/\(source.name)", type: type,
      subject: subject, time: now, contentType: isJSON ? "application/json" : nil, data: bytes)
  }

  private func table(_ explanation: Explanation) -> TextTable {
    TextTable(
      headings: ["ASSOCIATION", "MATCHES", "MODE", "FUNCTION", "REASON"],
      rows: explanation.associations.map { line in
        [
          line.name.text, line.matched ? "yes" : "no", line.mode.rawValue,
          line.function?.description ?? "", line.reason,
        ]
      })
  }
}
