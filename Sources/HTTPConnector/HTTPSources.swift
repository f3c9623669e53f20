import Admissions
import Manifests
import Routing

/// Which HTTP sources there are, and which requests they answer: a snapshot of the manifest.
package final class HTTPSources: Sendable {
  final class Entry: Sendable {
    let name: SourceName
    let maxBodyBytes: Int
    /// Path parameters whose names can be extension attributes, with their positions.
    let attributes: [(name: String, position: Int)]
    /// The position of `{rest...}` among the parameters; nil where the path has none.
    let rest: Int?
    /// The `source` attribute of events that come without an envelope.
    let eventSource: String
    /// Who may send; nil where everybody may.
    let admission: Admission?
    /// What browsers are told; nil where nothing is.
    let cors: CORSRule?

    /// Whether a request may be asked to wait: some association queues its event.
    let isQueued: Bool
    /// Whether nobody waits for a function: no association invokes one at once.
    let isQueuedOnly: Bool

    /// - Parameter modes: of the associations that the source feeds.
    init(
      _ name: SourceName, _ spec: HTTPSourceSpec, _ memory: AdmissionMemory,
      modes: Set<DeliveryMode>
    ) {
      let names = spec.path.parameterNames
      self.name = name
      maxBodyBytes = spec.maxBodyBytes
      attributes = names.enumerated().compactMap { position, name in
        isExtensionName(name) ? (name, position) : nil
      }
      rest = spec.path.description.hasSuffix("...}") ? names.count - 1 : nil
      eventSource = "/sources/\(name)"
      admission =
        spec.admission.isOpen ? nil : Admission(spec.admission, source: name, memory: memory)
      isQueued = modes.contains(.queued)
      isQueuedOnly = !modes.contains(.sync)
      cors = spec.admission.cors.map { CORSRule($0, methods: spec.methods) }
    }
  }

  let table: HTTPPathTable
  let entries: [Entry]
  /// Who may invoke functions without a source; nil where everybody may.
  let invocations: Admission?
  /// Whether any target wants to see requests as they came.
  let keepsRequests: Bool
  let tracing: TracingMode
  /// Whether browsers may ask before they send.
  let hasCORS: Bool
  /// Where results of calls may be posted.
  let callbacks: CallbacksSpec
  /// Whether nobody can call but this machine's own programs, which reach all that the router does.
  let isLocal: Bool

  /// - Parameters:
  ///   - manifest: checked: no two routes conflict.
  ///   - memory: what admissions keep from one manifest to the next.
  ///   - isLocal: whether only this machine's own programs can call.
  package init(
    _ manifest: Manifest, memory: AdmissionMemory = AdmissionMemory(), isLocal: Bool = false
  ) {
    var modes: [SourceName: Set<DeliveryMode>] = [:]
    for association in manifest.associations {
      for source in association.rule.sources {
        modes[source, default: []].insert(association.rule.mode)
      }
    }
    var routes: [HTTPRoute] = []
    var entries: [Entry] = []
    for source in manifest.sources {
      guard case .http(let spec) = source.kind else { continue }
      routes.append(spec.route)
      entries.append(Entry(source.name, spec, memory, modes: modes[source.name] ?? []))
    }
    table = HTTPPathTable(routes)
    self.entries = entries
    invocations =
      manifest.invocations.isOpen
      ? nil : Admission(manifest.invocations, source: Admission.invocations, memory: memory)
    tracing = manifest.tracing
    callbacks = manifest.callbacks
    self.isLocal = isLocal && manifest.invocations.isOpen
    hasCORS = entries.contains { $0.cors != nil }
    keepsRequests = manifest.functions.contains { function in
      ([function.own] + function.versions.map(\.spec)).contains { spec in
        switch spec?.target {
        case .http(let target): target.format == .passthrough
        case .workers(let target): target.format == .passthrough
        case .exec, .callback, nil: false
        }
      }
    }
  }
}

private let coreAttributes: Set<String> = [
  "id", "source", "type", "specversion", "subject", "time", "datacontenttype", "dataschema",
  "data",
]

private func isExtensionName(_ name: String) -> Bool {
  (1...20).contains(name.utf8.count) && !coreAttributes.contains(name)
    && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
}
