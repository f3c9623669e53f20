import CloudEvents

extension CompiledFilter {
  /// Why the event satisfies the filter, or which term refuses it and the value seen there.
  ///
  /// - Parameter quotesData: false keeps what stands in the payload out of it.
  package func explain(
    _ event: CloudEvent, payload: inout Payload, quotesData: Bool = true
  ) -> FilterVerdict {
    if let refusing = refusingTerm(from: 0, event, &payload) {
      return .refuses(reason: "refused by " + refusal(by: refusing, event, &payload, quotesData))
    }
    return .matches(reason: merit(of: 0, event, &payload, quotesData))
  }

  /// What the refusing term at `index` wanted, and what it saw.
  private func refusal(
    by index: Int, _ event: CloudEvent, _ payload: inout Payload, _ quotesData: Bool
  ) -> String {
    switch terms[index].kind {
    case .exact(let attribute, let text): missed("exact", attribute, text, event)
    case .prefix(let attribute, let text): missed("prefix", attribute, text, event)
    case .suffix(let attribute, let text): missed("suffix", attribute, text, event)
    case .all: preconditionFailure("an all refuses by one of its children")
    case .any: anyRefusal(by: index, event, &payload, quotesData)
    case .not: "not: " + merit(of: index + 1, event, &payload, quotesData)
    case .data(let pattern):
      if let json = payload.json(of: event) {
        "data: " + (pattern.refusal(of: json, quotesData: quotesData) ?? "")
      } else if event.data == nil {
        "data: the event has no data"
      } else {
        "data: the data is not JSON"
      }
    }
  }

  private func missed(
    _ operation: String, _ attribute: AttributeSelector, _ text: String, _ event: CloudEvent
  ) -> String {
    let seen =
      attribute.text(in: event).map { "saw " + quoted($0) } ?? "\(attribute.name) is absent"
    return "\(operation) \(attribute.name): wanted \(quoted(text)), \(seen)"
  }

  private func anyRefusal(
    by index: Int, _ event: CloudEvent, _ payload: inout Payload, _ quotesData: Bool
  ) -> String {
    let children = children(of: index)
    var reasons: [String] = []
    for child in children.prefix(Self.alternativesShown) {
      guard let refusing = refusingTerm(from: child, event, &payload) else { continue }
      reasons.append(refusal(by: refusing, event, &payload, quotesData))
    }
    if children.count > reasons.count { reasons.append("\(children.count - reasons.count) more") }
    return "any: none of its \(children.count) holds (" + reasons.joined(separator: "; ") + ")"
  }

  /// What of the event satisfies the term at `index`.
  private func merit(
    of index: Int, _ event: CloudEvent, _ payload: inout Payload, _ quotesData: Bool
  ) -> String {
    switch terms[index].kind {
    case .exact(let attribute, let text):
      return "\(attribute.name) is \(quoted(text))"
    case .prefix(let attribute, let text):
      return "\(attribute.name) begins with \(quoted(text))"
    case .suffix(let attribute, let text):
      return "\(attribute.name) ends with \(quoted(text))"
    case .all:
      var merits: [String] = []
      for child in children(of: index) {
        merits.append(merit(of: child, event, &payload, quotesData))
      }
      return merits.joined(separator: " and ")
    case .any:
      let child = matchingChild(of: index, event, &payload)
      return child.map { merit(of: $0, event, &payload, quotesData) } ?? ""
    case .not:
      let refusing = refusingTerm(from: index + 1, event, &payload)
      let reason = refusing.map { refusal(by: $0, event, &payload, quotesData) }
      return "not (" + (reason ?? "") + ")"
    case .data:
      return "the data fits the pattern"
    }
  }

  /// Of an `any` that refuses; the rest is counted.
  private static var alternativesShown: Int { 8 }
}
