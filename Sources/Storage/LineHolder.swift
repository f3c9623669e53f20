import Routing
import SQLite

/// Whose dead letter holds which line.
struct LineHolder: Sendable {
  var function: FunctionName
  var association: AssociationName
  var key: String
}

extension LineHolder {
  static let columns = "function, association, line"

  /// Reads `columns`, the first three of a row; nil where a column is empty.
  init?(_ row: borrowing Statement) {
    guard let function = row.text(at: 0), let association = row.text(at: 1),
      let key = row.text(at: 2)
    else { return nil }
    self.init(
      function: FunctionName(unchecked: function),
      association: AssociationName(unchecked: association), key: key)
  }
}
