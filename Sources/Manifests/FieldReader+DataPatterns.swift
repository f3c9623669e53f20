import JSONSyntax
import Routing

extension FieldReader {
  /// Reads the fields that a payload must have.
  func dataFields() -> [DataPattern.Field]? {
    entries(allowed: "a map from fields to what they must be") { key, field in
      field.condition().map { DataPattern.Field(name: key.text, condition: $0) }
    }
  }

  /// A map of fields inside, a list of operators, or a value that stands for itself.
  private func condition() -> DataPattern.Condition? {
    switch node.content {
    case .mapping: return dataFields().map(DataPattern.Condition.fields)
    case .sequence:
      return list(allowed: "a list of values and operators") { $0.dataOperator() }
        .map(DataPattern.Condition.anyOf)
    case .scalar, .refused: return json().map { .anyOf([.equals($0)]) }
    }
  }

  private func dataOperator() -> DataPattern.Operator? {
    switch node.content {
    case .scalar, .refused: return json().map(DataPattern.Operator.equals)
    case .sequence:
      refuseKind(
        allowed: "a value or an operator", hint: "Write `{ equals: [ … ] }` to compare lists.")
      return nil
    case .mapping:
      let keys = ["equals", "prefix", "suffix", "anything-but", "numeric", "exists", "cidr"]
      return mapping { map in
        guard let (key, value) = map.only(of: keys) else { return nil }
        return switch key {
        case "equals": value.json().map(DataPattern.Operator.equals)
        case "prefix": value.text().map { .prefix($0.text) }
        case "suffix": value.text().map { .suffix($0.text) }
        case "anything-but": value.exceptions().map(DataPattern.Operator.anythingBut)
        case "numeric": value.comparisons().map(DataPattern.Operator.numeric)
        case "exists": value.bool().map(DataPattern.Operator.exists)
        default: value.addressBlock().map(DataPattern.Operator.cidr)
        }
      }
    }
  }

  /// A value, `{ prefix: … }`, `{ suffix: … }`, `{ equals: … }`, or a list of them.
  private func exceptions() -> [DataPattern.Operator]? {
    if case .sequence = node.content {
      return list(allowed: "a list of values") { $0.exception() }
    }
    return exception().map { [$0] }
  }

  private func exception() -> DataPattern.Operator? {
    switch node.content {
    case .scalar, .refused: return json().map(DataPattern.Operator.equals)
    case .sequence:
      refuseKind(allowed: "a value, `{ prefix: … }`, `{ suffix: … }` or `{ equals: … }`")
      return nil
    case .mapping:
      return mapping { map in
        guard let (key, value) = map.only(of: ["equals", "prefix", "suffix"]) else { return nil }
        return switch key {
        case "equals": value.json().map(DataPattern.Operator.equals)
        case "prefix": value.text().map { .prefix($0.text) }
        default: value.text().map { .suffix($0.text) }
        }
      }
    }
  }

  /// `[">", 20, "<=", 30]`: relations and numbers by turns.
  private func comparisons() -> [DataPattern.NumericComparison]? {
    let allowed = "pairs of a relation and a number, as in `[\">\", 20, \"<=\", 30]`"
    guard case .sequence(let items) = node.content, !items.isEmpty, items.count.isMultiple(of: 2)
    else {
      if case .sequence = node.content {
        refuse("found a list without pairs", allowed: allowed)
      } else {
        refuseKind(allowed: allowed)
      }
      return nil
    }
    let fields = items.enumerated().map { index, item in
      FieldReader(node: item, path: .item(path, index), file: file)
    }
    return stride(from: 0, to: fields.count, by: 2).compactMap { index in
      let relation = fields[index].choice(DataPattern.NumericComparison.Relation.self)
      let number = fields[index + 1].number()
      guard let relation, let number else { return nil }
      return DataPattern.NumericComparison(relation: relation, number: number)
    }
  }

  private func number() -> Double? {
    guard let text = scalar(allowed: "a number") else { return nil }
    switch text.scalar {
    case .integer(let number): return Double(number)
    case .number(let number): return number
    default:
      refuse(text, allowed: "a number")
      return nil
    }
  }

  private func addressBlock() -> AddressBlock? {
    let allowed = "a block of addresses, as in `10.0.0.0/8` or `2001:db8::/32`"
    guard let text = text(allowed: allowed) else { return nil }
    guard let block = AddressBlock(text.text) else {
      refuse(text, allowed: allowed)
      return nil
    }
    return block
  }
}
