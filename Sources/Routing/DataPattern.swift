import JSONSyntax

/// What a JSON payload must look like: AWS's event pattern with Patchbay's spelling.
///
/// Every field named must be there (unless `exists: false` asks otherwise) and satisfy at least
/// one of its operators. Where the payload holds an array, one matching element is enough.
package struct DataPattern: Sendable, Hashable {
  package struct Field: Sendable, Hashable {
    package var name: String
    package var condition: Condition

    package init(name: String, condition: Condition) {
      self.name = name
      self.condition = condition
    }
  }

  package enum Condition: Sendable, Hashable {
    /// An object inside the object.
    case fields([Field])
    /// One of these must hold.
    case anyOf([Operator])
  }

  package indirect enum Operator: Sendable, Hashable {
    case equals(JSONValue)
    case prefix(String)
    case suffix(String)
    /// None of these holds (each an `equals`, a `prefix` or a `suffix`).
    case anythingBut([Operator])
    case numeric([NumericComparison])
    case exists(Bool)
    /// The field is a text that is an address within this block, for example `10.0.0.0/8`.
    case cidr(AddressBlock)
  }

  package struct NumericComparison: Sendable, Hashable {
    package enum Relation: String, Sendable, Hashable, CaseIterable {
      case equal = "="
      case less = "<"
      case lessOrEqual = "<="
      case greater = ">"
      case greaterOrEqual = ">="
    }

    package var relation: Relation
    package var number: Double

    package init(relation: Relation, number: Double) {
      self.relation = relation
      self.number = number
    }
  }

  package var fields: [Field]

  package init(fields: [Field]) { self.fields = fields }
}
