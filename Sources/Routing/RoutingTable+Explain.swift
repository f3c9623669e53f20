import CloudEvents

extension RoutingTable {
  /// What `match` and `choose` say of an event, and why.
  package func explain(
    _ event: CloudEvent, from source: SourceID, payload: inout Payload
  ) -> Explanation {
    let positions = Set(indexes[source.index].members).sorted()
    let lines = positions.map { position in
      explain(AssociationID(index: Int(position)), event, payload: &payload)
    }
    return Explanation(associations: lines)
  }

  private func explain(
    _ association: AssociationID, _ event: CloudEvent, payload: inout Payload
  ) -> Explanation.Line {
    let rule = rules[association.index]
    var line = Explanation.Line(
      name: rule.name, matched: true, mode: rule.mode, reason: "no filter: every event matches")
    if let verdict = rule.filter?.explain(event, payload: &payload) {
      line.matched = verdict.matches
      line.reason = rule.hidesFilter ? verdict.reasonWithoutQuotes : verdict.reason
    }
    if line.matched {
      line.function = self[choose(association, for: event)]
      line.reason += "; " + choiceReason(rule, event) + orderReason(rule, event)
    }
    return line
  }

  /// What it goes one after the other with.
  private func orderReason(_ rule: CompiledAssociation, _ event: CloudEvent) -> String {
    switch rule.order {
    case .none: return ""
    case .source: return "; one after the other with all of its association"
    case .key:
      guard let sticky = rule.sticky else { return "" }
      return sticky.text(in: event).map {
        "; one after the other with those whose \(sticky.name) is \(quoted($0))"
      } ?? "; ordered by nothing, as \(sticky.name) is absent"
    }
  }

  private func choiceReason(_ rule: CompiledAssociation, _ event: CloudEvent) -> String {
    let key = rule.key(of: event)
    let origin =
      if let sticky = rule.sticky, sticky.text(in: event) != nil {
        "its \(sticky.name) \(quoted(key))"
      } else if let sticky = rule.sticky {
        "its id \(quoted(key)), as \(sticky.name) is absent,"
      } else {
        "its id \(quoted(key))"
      }
    let destination = rule.destinations.candidates[rule.destinations.position(for: key)]
    var steps: [String] = []
    if rule.destinations.candidates.count > 1 { steps.append(rule.destinations.explain(key)) }
    if case .alias(let split) = destination.choice, split.candidates.count > 1 {
      steps.append(split.explain(key))
    }
    if steps.isEmpty { return "\(destination.name) is the only choice" }
    return "\(origin) picks " + steps.joined(separator: ", then ")
  }
}

extension Split {
  /// For example `resize:2 of resize:1 (90 %, hash …, score …) and resize:2 (10 %, hash …, …)`.
  fileprivate func explain(_ key: String) -> String {
    let scores = candidates.indices.map { position in
      let hash = String(hash(of: position, for: key), radix: 16)
      let padded = String(repeating: "0", count: 16 - hash.utf8.count) + hash
      return "\(candidates[position].name) (\(percent(share(of: position))), hash \(padded), "
        + "score \(score(of: position, for: key)))"
    }
    return "\(candidates[position(for: key)].name), the smallest score of "
      + scores.joined(separator: " and ")
  }

  /// With up to two decimals.
  private func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    if rest == 0 { return "\(whole) %" }
    if rest % 10 == 0 { return "\(whole).\(rest / 10) %" }
    return "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
  }
}

extension Split.Candidate {
  /// The label without the prefix of its level: `resize:2`.
  fileprivate var name: Substring { label.drop { $0 != "/" }.dropFirst() }
}
