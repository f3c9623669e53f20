import CloudEvents

extension RoutingTable {
  /// Calls `body` with each association of `source` whose filter matches, in the order of
  /// declaration.
  ///
  /// - Parameter payload: the event's own; it is parsed only if a filter asks for its data.
  package func match(
    _ event: CloudEvent, from source: SourceID, payload: inout Payload,
    _ body: (AssociationID) -> Void
  ) {
    forEachCandidate(event, from: source) { association in
      if matches(association, event, payload: &payload) { body(association) }
    }
  }

  /// Calls `body` with each association of `source` that the index does not rule out.
  func forEachCandidate(
    _ event: CloudEvent, from source: SourceID, _ body: (AssociationID) -> Void
  ) {
    let index = indexes[source.index]
    var candidates = index.candidates(for: event)
    while let position = candidates.next(in: index.members) {
      body(AssociationID(index: Int(position)))
    }
  }

  private func matches(
    _ association: AssociationID, _ event: CloudEvent, payload: inout Payload
  ) -> Bool {
    rules[association.index].filter?.matches(event, payload: &payload) ?? true
  }

  /// The version that gets the event: the association's split among its destinations, then the
  /// alias's among its versions, both by the sticky attribute's value or else the event's id.
  ///
  /// The same event and weights give the same version on every router.
  package func choose(_ association: AssociationID, for event: CloudEvent) -> VersionID {
    let rule = rules[association.index]
    let key = rule.key(of: event)
    return version(of: rule.destinations.choose(key), key: key)
  }

  /// What an event's delivery has in common with those of its association that it goes one after
  /// the other with: the sticky attribute's value, or nothing where all do; nil where it is ordered
  /// by nothing.
  package func line(of association: AssociationID, for event: CloudEvent) -> String? {
    switch rules[association.index].order {
    case .none: nil
    case .key: rules[association.index].sticky?.text(in: event)
    case .source: ""
    }
  }

  /// The version that a direct invocation means; nil where there is no such function, version or
  /// alias.
  ///
  /// - Parameter key: what an alias's split hashes; for example the event's id.
  package func resolve(_ reference: FunctionReference, key: String) -> VersionID? {
    functions.destination(of: reference).map { version(of: $0, key: key) }
  }

  /// The two levels use labels with prefixes of their own, `to/` and `alias/`. With the same labels
  /// they would have the same scores: among the keys that the first level sends to an alias, the
  /// second would find low scores for one candidate only, and miss its weights.
  private func version(of destination: CompiledAssociation.Destination, key: String) -> VersionID {
    switch destination {
    case .version(let id): id
    case .alias(let split): split.choose(key)
    }
  }
}
