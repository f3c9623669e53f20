import SQLite

extension StoreQueries {
  /// Rows of the ledger that are looked through at once.
  private static var ledgerRows: Int { 1_024 }

  /// Looks through a stretch of the ledger, from the latest rows to older ones.
  ///
  /// - Parameters:
  ///   - keys: of ids; a record with one of them is found.
  ///   - position: rows before it are looked at.
  ///   - limit: of records.
  func ledgerPage(
    _ keys: Set<UInt32>, before position: Int64, limit: Int
  ) throws(SQLiteError) -> LedgerPage {
    var page = LedgerPage()
    var rows = try connection.prepare(
      """
      SELECT position, keys FROM ledger WHERE position < \(position)
      ORDER BY position DESC LIMIT \(Self.ledgerRows)
      """)
    while page.records.count < limit, try rows.step() {
      let row = rows.integer(at: 0) ?? 0
      page.next = row
      let places = rows.span(at: 1).places(of: keys)
      if !places.isEmpty { page.records += try ledgerRecords(row, at: places).reversed() }
    }
    return page
  }

  private func ledgerRecords(_ row: Int64, at places: [Int]) throws(SQLiteError) -> [[UInt8]] {
    var query = try connection.prepare("SELECT records FROM ledger WHERE position = \(row)")
    guard try query.step() else { return [] }
    let text = query.span(at: 0)
    var found: [[UInt8]] = []
    var (start, line, next) = (1, 0, 0)
    var index = 1
    while index < text.count, next < places.count {
      let isEnd = index == text.count - 1 || text[index] == UInt8(ascii: "\n")
      if isEnd {
        // A comma stands before the line feed, a bracket at the very end.
        let end = index == text.count - 1 ? index : index - 1
        if line == places[next] {
          found.append((start..<end).map { text[$0] })
          next += 1
        }
        line += 1
        start = index + 1
      }
      index += 1
    }
    return found
  }
}

extension Span<UInt8> {
  /// The records whose event or delivery has one of these keys, by their numbers from 0.
  fileprivate func places(of keys: Set<UInt32>) -> [Int] {
    var places: [Int] = []
    for place in 0..<count / 8 {
      let (event, delivery) = (key(at: 8 * place), key(at: 8 * place + 4))
      if keys.contains(event) || delivery != 0 && keys.contains(delivery) { places.append(place) }
    }
    return places
  }

  private func key(at offset: Int) -> UInt32 {
    UInt32(self[offset]) | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2]) << 16
      | UInt32(self[offset + 3]) << 24
  }
}
