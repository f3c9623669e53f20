import SQLite

/// What a query that is put together stands for its parameters with.
enum QueryValue {
  case integer(Int64)
  case text(String)
}

extension Statement {
  /// Binds the values to the parameters in their order.
  mutating func bind(_ values: [QueryValue]) throws(SQLiteError) {
    for (index, value) in values.enumerated() {
      switch value {
      case .integer(let number): try bind(number, at: Int32(index) + 1)
      case .text(let text): try bind(text, at: Int32(index) + 1)
      }
    }
  }
}
