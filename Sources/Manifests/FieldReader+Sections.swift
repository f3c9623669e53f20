import Routing

extension FieldReader {
  /// Reads a whole file: what it declares is added to the reading's sections.
  func manifest() {
    guard !isNull else { return }
    let _: Void? = mapping(allowed: "a map with `functions`, `sources` and `associations`") { map in
      map.value(of: "functions")?.functions()
      map.value(of: "sources")?.sources()
      map.value(of: "associations")?.associations()
      map.value(of: "invocations")?.invocations()
      map.value(of: "admin")?.admin()
      map.value(of: "tls")?.tls()
      map.value(of: "tracing")?.tracing()
      map.value(of: "ledger")?.routerLedger()
      map.value(of: "history")?.routerHistory()
      map.value(of: "results")?.callResults()
      map.value(of: "callbacks")?.callCallbacks()
      return ()
    }
  }

  private func functions() {
    section(\.functions, of: FunctionName.self) { name, field in field.function(name) }
  }

  private func sources() {
    section(\.sources, of: SourceName.self) { name, field in field.source(name) }
  }

  private func associations() {
    section(\.associations, of: AssociationName.self) { name, field in field.association(name) }
  }

  private func tls() { once(\.tls) { listenerTLS() } }

  private func tracing() {
    once(\.tracing) { choice(TracingMode.self) }
    // Which of three words it is tells no secret.
    _ = reading.takeConcealed()
  }

  private func routerLedger() {
    once(\.ledger) { ledger() }
    // How much is recorded tells no secret.
    _ = reading.takeConcealed()
  }

  private func routerHistory() {
    once(\.history) { history() }
    // How much is kept tells no secret.
    _ = reading.takeConcealed()
  }

  private func callResults() {
    once(\.results) { results() }
    // How long they are kept tells no secret.
    _ = reading.takeConcealed()
  }

  private func callCallbacks() {
    once(\.callbacks) { callbacks() }
    // Each URL knows by itself whether it is a secret.
    _ = reading.takeConcealed()
  }

  private func invocations() { once(\.invocations) { invocationAdmission() } }

  /// Settings of the router itself stand once over all files.
  private func once<Spec>(
    _ section: ReferenceWritableKeyPath<ManifestReading, ManifestReading.RouterSection<Spec>?>,
    read: () -> Spec?
  ) {
    if let first = reading[keyPath: section] {
      refuse("the section stands twice, first at \(first.place)", allowed: "each section once")
    }
    reading[keyPath: section] = ManifestReading.RouterSection(
      spec: read(), place: "\(file.name):\(node.position.line):\(node.position.column)")
  }

  /// Reads a map from names to items; a section that holds nothing yet is fine.
  private func section<Item, ItemName: Name>(
    _ section: ReferenceWritableKeyPath<ManifestReading, Section<Item>>, of: ItemName.Type,
    read: (ItemName, FieldReader) -> Item
  ) {
    guard !isNull else { return }
    guard case .mapping(let entries) = node.content else {
      refuseKind(allowed: "a map from names to what they name")
      return
    }
    reading[keyPath: section].reserve(entries.count)
    for entry in entries {
      let field = FieldReader(node: entry.value, path: .key(path, entry.key.text), file: file)
      let name = ItemName(entry.key.text)
      if name == nil {
        field.refuse(
          "found \(entry.key.text.shown) for a name", allowed: nameRule, at: entry.key.position)
      }
      let item = read(name ?? ItemName(unchecked: entry.key.text), field)
      guard name != nil else { continue }
      if let first = reading[keyPath: section].first(entry.key.text) {
        field.refuse(
          "the name is declared twice, first at \(first.place)", allowed: "each name once",
          at: entry.key.position)
      }
      reading[keyPath: section].add(
        Section.Declared(
          name: entry.key.text, position: entry.key.position, field: field, item: item))
    }
  }
}

/// The rule that `Name` holds names to.
let nameRule = "1 to 63 of `a-z A-Z 0-9 - _ .`, the first a letter or digit"

extension Section.Declared {
  /// `file:line:column`.
  var place: String { "\(field.file.name):\(position.line):\(position.column)" }
}
