/// An attribute condition by which associations are found: a filter that has it as a key can match
/// only events that satisfy it.
struct IndexKey: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case exact, prefix, suffix
  }

  var kind: Kind
  var attribute: AttributeSelector
  var text: String

  /// The keys of which one must hold wherever `filter` matches; nil where there are no such keys.
  ///
  /// Of several sets that would do, the one is taken that the fewest associations share.
  ///
  /// - Parameter cost: how many associations use a key.
  static func best(for filter: Filter, cost: (IndexKey) -> Int) -> [IndexKey]? {
    switch filter {
    case .exact, .prefix, .suffix:
      return conditions(of: filter).filter(\.discriminates).min { cost($0) < cost($1) }.map { [$0] }
    case .all(let filters):
      let sets = filters.compactMap { best(for: $0, cost: cost) }
      return sets.min { total($0, cost) < total($1, cost) }
    case .any(let filters):
      var union: [IndexKey] = []
      for filter in filters {
        guard let keys = best(for: filter, cost: cost) else { return nil }
        union += keys
      }
      return union
    case .not, .data:
      return nil
    }
  }

  /// Every key that `best` may choose for `filter`.
  static func all(of filter: Filter) -> [IndexKey] {
    switch filter {
    case .exact, .prefix, .suffix: conditions(of: filter)
    case .all(let filters), .any(let filters): filters.flatMap(all)
    case .not, .data: []
    }
  }

  private static func conditions(of filter: Filter) -> [IndexKey] {
    func keys(_ kind: Kind, _ conditions: [AttributeCondition]) -> [IndexKey] {
      conditions.map {
        IndexKey(kind: kind, attribute: AttributeSelector($0.attribute), text: $0.text)
      }
    }
    return switch filter {
    case .exact(let conditions): keys(.exact, conditions)
    case .prefix(let conditions): keys(.prefix, conditions)
    case .suffix(let conditions): keys(.suffix, conditions)
    default: []
    }
  }

  private static func total(_ keys: [IndexKey], _ cost: (IndexKey) -> Int) -> Int {
    keys.reduce(0) { $0 + cost($1) }
  }

  /// An empty prefix or suffix holds for every event with the attribute.
  private var discriminates: Bool { kind == .exact || !text.isEmpty }
}
