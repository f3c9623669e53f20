/// A condition on an event, as declared.
///
/// `exact`, `prefix`, `suffix`, `all`, `any` and `not` are Knative's; `data` is AWS's event
/// pattern. An attribute that an event lacks matches nothing.
package indirect enum Filter: Sendable, Hashable {
  /// Every named attribute has exactly this value.
  case exact([AttributeCondition])
  case prefix([AttributeCondition])
  case suffix([AttributeCondition])
  case all([Filter])
  case any([Filter])
  case not(Filter)
  /// The JSON payload has what the pattern asks for; anything that is not JSON does not match.
  case data(DataPattern)

  /// Whether it looks into the data.
  package var readsData: Bool {
    switch self {
    case .exact, .prefix, .suffix: false
    case .all(let filters), .any(let filters): filters.contains(where: \.readsData)
    case .not(let filter): filter.readsData
    case .data: true
    }
  }
}
