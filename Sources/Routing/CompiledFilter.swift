import CloudEvents
import JSONSyntax

/// A filter made ready to be asked: its terms in one array, parents before children.
///
/// There is one evaluation, which says which term refuses an event; whether the event matches and
/// why (`explain`) are both read from its answer and cannot disagree.
package struct CompiledFilter: Sendable {
  /// A node of the filter's tree; its subtree stands in `terms` from here up to `end`.
  struct Term: Sendable {
    var kind: Kind
    var end: Int
  }

  enum Kind: Sendable {
    case exact(AttributeSelector, String)
    case prefix(AttributeSelector, String)
    case suffix(AttributeSelector, String)
    case all
    case any
    case not
    case data(DataPattern)
  }

  private(set) var terms: [Term] = []

  /// - Parameter filter: checked before; an empty `all` or `any`, or a condition without
  ///   attributes, is our own mistake.
  package init(_ filter: Filter) { append(filter) }

  /// Whether the event satisfies the filter; attribute conditions allocate nothing.
  package func matches(_ event: CloudEvent, payload: inout Payload) -> Bool {
    refusingTerm(from: 0, event, &payload) == nil
  }

  /// The term within the subtree at `index` that refuses the event; nil where the subtree matches.
  ///
  /// An attribute that the event lacks satisfies no condition, and so satisfies its `not`.
  func refusingTerm(from index: Int, _ event: CloudEvent, _ payload: inout Payload) -> Int? {
    let matches: Bool
    switch terms[index].kind {
    case .exact(let attribute, let text):
      matches = attribute.text(in: event)?.hasSameBytes(as: text) ?? false
    case .prefix(let attribute, let text):
      matches = attribute.text(in: event)?.beginsWithBytes(of: text) ?? false
    case .suffix(let attribute, let text):
      matches = attribute.text(in: event)?.endsWithBytes(of: text) ?? false
    case .all:
      var child = index + 1
      while child < terms[index].end {
        if let refusing = refusingTerm(from: child, event, &payload) { return refusing }
        child = terms[child].end
      }
      matches = true
    case .any:
      matches = matchingChild(of: index, event, &payload) != nil
    case .not:
      matches = refusingTerm(from: index + 1, event, &payload) != nil
    case .data(let pattern):
      matches = payload.json(of: event).map(pattern.matches) ?? false
    }
    return matches ? nil : index
  }

  /// The first child of the `any` at `index` that matches.
  func matchingChild(of index: Int, _ event: CloudEvent, _ payload: inout Payload) -> Int? {
    var child = index + 1
    while child < terms[index].end {
      if refusingTerm(from: child, event, &payload) == nil { return child }
      child = terms[child].end
    }
    return nil
  }

  /// The children of the term at `index`.
  func children(of index: Int) -> [Int] {
    var children: [Int] = []
    var child = index + 1
    while child < terms[index].end {
      children.append(child)
      child = terms[child].end
    }
    return children
  }

  private mutating func append(_ filter: Filter) {
    switch filter {
    case .exact(let conditions): append(conditions) { .exact($0, $1) }
    case .prefix(let conditions): append(conditions) { .prefix($0, $1) }
    case .suffix(let conditions): append(conditions) { .suffix($0, $1) }
    case .all(let filters): append(.all, filters)
    case .any(let filters): append(.any, filters)
    case .not(let filter): append(.not, [filter])
    case .data(let pattern): terms.append(Term(kind: .data(pattern), end: terms.count + 1))
    }
  }

  private mutating func append(_ kind: Kind, _ filters: [Filter]) {
    precondition(!filters.isEmpty, "an empty \(kind)")
    let index = terms.count
    terms.append(Term(kind: kind, end: index))
    for filter in filters { append(filter) }
    terms[index].end = terms.count
  }

  /// Several attributes of one condition must all have what it asks for.
  private mutating func append(
    _ conditions: [AttributeCondition], _ kind: (AttributeSelector, String) -> Kind
  ) {
    precondition(!conditions.isEmpty, "a condition without attributes")
    let index = terms.count
    if conditions.count > 1 { terms.append(Term(kind: .all, end: index)) }
    for condition in conditions {
      let kind = kind(AttributeSelector(condition.attribute), condition.text)
      terms.append(Term(kind: kind, end: terms.count + 1))
    }
    terms[index].end = terms.count
  }
}
