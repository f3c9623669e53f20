import Routing

extension Manifest {
  /// What becomes of everything that is declared here or there where `new` takes the place of this:
  /// kind by kind in the order of `new`, what is removed last. Settings only where they change.
  package func changes(to new: Manifest) -> [ManifestChange] {
    Manifest.changes(.function, functions, new.functions, \.name.text)
      + Manifest.changes(.source, sources, new.sources, \.name.text)
      + Manifest.changes(.association, associations, new.associations, \.rule.name.text)
      + settings(changedIn: new).map { ManifestChange(.setting, $0, .changed) }
  }

  private static func changes<Item: Hashable>(
    _ kind: ManifestChange.Kind, _ old: [Item], _ new: [Item], _ name: (Item) -> String
  ) -> [ManifestChange] {
    var before = Dictionary(old.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
    let changes = new.map { item in
      let action: ManifestChange.Action =
        switch before.removeValue(forKey: name(item)) {
        case nil: .created
        case item?: .unchanged
        case .some: .changed
        }
      return ManifestChange(kind, name(item), action)
    }
    let removed = old.map(name).filter { before[$0] != nil }
    return changes + removed.map { ManifestChange(kind, $0, .removed) }
  }

  private func settings(changedIn new: Manifest) -> [String] {
    [
      // Of several associations that answer a request, the first does.
      ("order of associations", Manifest.order(in: self, new) != Manifest.order(in: new, self)),
      ("invocations", invocations != new.invocations),
      ("admin", admin != new.admin),
      ("tls", tls != new.tls),
      ("tracing", tracing != new.tracing),
      ("ledger", ledger != new.ledger),
      ("history", history != new.history),
      ("results", results != new.results),
      ("callbacks", callbacks != new.callbacks),
    ].compactMap { name, isChanged in isChanged ? name : nil }
  }

  /// The associations that stand in both.
  private static func order(in manifest: Manifest, _ other: Manifest) -> [String] {
    let names = Set(other.associations.map(\.rule.name))
    return manifest.associations.map(\.rule.name).filter(names.contains).map(\.text)
  }
}
