import CloudEvents

extension RoutingTable {
  /// What `match` and `choose` say of an event, to be kept: no scores and nothing of the payload.
  ///
  /// - Parameter limit: associations that are told of; others are only counted.
  package func verdicts(
    on event: CloudEvent, from source: SourceID, limit: Int, payload: inout Payload
  ) -> (verdicts: [AssociationVerdict], others: Int) {
    let members = indexes[source.index].members
    // Those of few are told of in their order; of thousands some are.
    let positions = members.count <= limit ? Set(members) : Set(members.prefix(limit))
    let verdicts = positions.sorted().map { position in
      verdict(on: event, by: AssociationID(index: Int(position)), payload: &payload)
    }
    return (verdicts, members.count <= limit ? 0 : members.count - positions.count)
  }

  /// The same for one association.
  package func verdict(
    on event: CloudEvent, by association: AssociationID, payload: inout Payload
  ) -> AssociationVerdict {
    let rule = rules[association.index]
    var verdict = AssociationVerdict(
      name: rule.name, matched: true, mode: rule.mode, reason: "no filter")
    if let words = rule.filter?.explain(event, payload: &payload, quotesData: false) {
      verdict.matched = words.matches
      verdict.reason = rule.hidesFilter ? words.reasonWithoutQuotes : words.reason
    }
    if verdict.matched {
      verdict.function = self[choose(association, for: event)]
      verdict.hash = splitHash(rule, event)
    }
    return verdict
  }

  /// Whether there is nothing to tell of an event from here but that it came: its one association
  /// takes every event.
  package func isPlain(_ source: SourceID) -> Bool {
    let members = indexes[source.index].members
    return members.count == 1 && rules[Int(members[0])].filter == nil
  }

  /// The hash that won: among an alias's versions, or else among the destinations.
  private func splitHash(_ rule: CompiledAssociation, _ event: CloudEvent) -> UInt64? {
    let key = rule.key(of: event)
    let position = rule.destinations.position(for: key)
    if case .alias(let split) = rule.destinations.candidates[position].choice,
      split.candidates.count > 1
    {
      return split.hash(of: split.position(for: key), for: key)
    }
    guard rule.destinations.candidates.count > 1 else { return nil }
    return rule.destinations.hash(of: position, for: key)
  }
}
