import Routing

extension ManifestReading {
  /// Checks what spans items and files, once all of them are read.
  func crossCheck() {
    for use in functionUses { check(use) }
    checkSourceUses()
    checkRoutes()
    checkClientIdentifiers()
    checkCircles()
  }

  private func check(_ use: FunctionUse) {
    let name = use.reference.function.text
    guard let function = functions[name] else {
      refuseUnknownFunction(use)
      return
    }
    if function.isUnknown { return }
    switch use.reference.qualifier {
    case .latest: return
    case .version(let number):
      if function.numbers.contains(number) { return }
      let numbers = function.numbers.sorted().map(String.init)
      use.field.refuse(
        use.text.isSecret
          ? "found \(use.text.shown), which names no version of a function"
          : "found \(use.text.shown), but function `\(name)` has no version \(number)",
        allowed: numbers.isEmpty ? "`\(name)`" : "version \(numbers.listed())")
    case .alias(let alias):
      if function.aliases.contains(alias) { return }
      let aliases = function.aliases.map(\.text)
      let near = use.text.isSecret ? nil : nearest(to: alias.text, among: aliases)
      use.field.refuse(
        use.text.isSecret
          ? "found \(use.text.shown), which names no alias of a function"
          : "found \(use.text.shown), but function `\(name)` has no alias `\(alias)`",
        allowed: aliases.isEmpty ? "`\(name)` or a version of it" : "alias \(aliases.listed())",
        hint: near.map { "Did you mean `\(name):\($0)`?" })
    }
  }

  private func refuseUnknownFunction(_ use: FunctionUse) {
    let name = use.reference.function.text
    use.field.refuse(
      use.text.isSecret
        ? "found \(use.text.shown), which names no declared function"
        : "found \(use.text.shown), but no function `\(name)` is declared",
      allowed: functions.declared.isEmpty
        ? "functions declared under `functions`" : functions.names.listed(limit: 5),
      hint: use.text.isSecret ? nil : hint(for: name, among: functions.names))
  }

  private func checkSourceUses() {
    for use in sourceUses where sources[use.name.text] == nil {
      use.field.refuse(
        use.text.isSecret
          ? "found \(use.text.shown), which names no declared source"
          : "found \(use.text.shown), but no such source is declared",
        allowed: sources.declared.isEmpty
          ? "sources declared under `sources`" : sources.names.listed(limit: 5),
        hint: use.text.isSecret ? nil : hint(for: use.name.text, among: sources.names))
    }
  }

  /// Two http sources must not answer the same requests.
  private func checkRoutes() {
    var owners: [(source: Section<SourceSpec?>.Declared, route: HTTPRoute)] = []
    for source in sources.declared {
      guard case .http(let http)? = source.item?.kind else { continue }
      let route = http.route
      defer { owners.append((source, route)) }
      guard let owner = owners.first(where: { $0.route.conflicts(with: route) }),
        let method = route.methods.first(where: owner.route.methods.contains)
      else { continue }
      let path = source.item?.concealed.isEmpty == true ? " \(http.path.description.shown)" : ""
      source.field.refuse(
        "found the route \(method)\(path), which source `\(owner.source.name)` has at "
          + "\(owner.source.place)",
        allowed: "each path, method and host in one source")
    }
  }

  /// A broker throws a client out when another of the same identifier comes.
  private func checkClientIdentifiers() {
    struct Client: Hashable {
      let host: String
      let port: UInt16
      let identifier: String
    }
    var owners: [Client: Section<SourceSpec?>.Declared] = [:]
    for source in sources.declared {
      guard case .mqtt(let mqtt)? = source.item?.kind else { continue }
      let client = Client(
        host: mqtt.host.lowercased(), port: mqtt.port, identifier: mqtt.clientID)
      guard let owner = owners[client] else {
        owners[client] = source
        continue
      }
      let identifier = source.item?.concealed.isEmpty == true ? " \(mqtt.clientID.shown)" : ""
      source.field.refuse(
        "found the client identifier\(identifier), which source `\(owner.name)` uses on this "
          + "broker at \(owner.place)", allowed: "a `clientId` of its own")
    }
  }

  /// The results of a function must not lead back to it.
  private func checkCircles() {
    var feeds: [SourceName: FunctionName] = [:]
    for source in sources.declared {
      if case .function(let reference)? = source.item?.kind {
        feeds[SourceName(unchecked: source.name)] = reference.function
      }
    }
    guard !feeds.isEmpty else { return }
    var graph = FunctionGraph()
    for association in associations.declared {
      guard let draft = association.item else { continue }
      for source in draft.sources {
        guard let origin = feeds[source] else { continue }
        for function in draft.functions {
          graph.add(from: origin, to: function, through: association.name)
        }
      }
    }
    for circle in graph.circles() {
      guard let association = associations.first(circle.association) else { continue }
      let ways = circle.functions.map { "`\($0)`" }
      let shown = ways.count > 8 ? Array(ways.prefix(7)) + ["…", ways[ways.count - 1]] : ways
      association.field.refuse(
        "results of a function lead back to it: \(shown.joined(separator: " → "))",
        allowed: "`function` sources without circles")
    }
  }
}
