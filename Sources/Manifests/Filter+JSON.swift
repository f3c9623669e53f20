import JSONSyntax
import Routing

extension Filter {
  /// The filter as a manifest writes it.
  package var json: JSONValue {
    switch self {
    case .exact(let conditions): term("exact", attributes(conditions))
    case .prefix(let conditions): term("prefix", attributes(conditions))
    case .suffix(let conditions): term("suffix", attributes(conditions))
    case .all(let filters): term("all", .array(filters.map(\.json)))
    case .any(let filters): term("any", .array(filters.map(\.json)))
    case .not(let filter): term("not", filter.json)
    case .data(let pattern): term("data", fields(pattern.fields))
    }
  }

  private func attributes(_ conditions: [AttributeCondition]) -> JSONValue {
    .object(conditions.map { JSONMember($0.attribute, .string($0.text)) })
  }
}

private func term(_ key: String, _ value: JSONValue) -> JSONValue {
  .object([JSONMember(key, value)])
}

private func fields(_ fields: [DataPattern.Field]) -> JSONValue {
  .object(
    fields.map { field in
      switch field.condition {
      case .fields(let inside): JSONMember(field.name, Manifests.fields(inside))
      case .anyOf(let operators): JSONMember(field.name, .array(operators.map(json)))
      }
    })
}

private func json(_ operation: DataPattern.Operator) -> JSONValue {
  switch operation {
  case .equals(.array(let items)): term("equals", .array(items))
  case .equals(.object(let members)): term("equals", .object(members))
  case .equals(let value): value
  case .prefix(let text): term("prefix", .string(text))
  case .suffix(let text): term("suffix", .string(text))
  case .anythingBut(let operators): term("anything-but", .array(operators.map(json)))
  case .exists(let exists): term("exists", .bool(exists))
  case .cidr(let block): term("cidr", .string(block.description))
  case .numeric(let comparisons):
    term(
      "numeric",
      .array(comparisons.flatMap { [.string($0.relation.rawValue), .number($0.number)] }))
  }
}
