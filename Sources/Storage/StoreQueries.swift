import Instants
import SQLite

/// A read-only connection with its statements.
struct StoreQueries: ~Copyable {
  let connection: Connection
  private var begin: Statement
  private var commit: Statement
  private var delivery: Statement

  init(path: String) throws(SQLiteError) {
    let connection = try Connection(path: path, mode: .readOnly)
    let begin = try connection.prepare("BEGIN")
    let commit = try connection.prepare("COMMIT")
    let delivery = try connection.prepare(
      """
      SELECT \(DeliveryRow.columns), \(DeliveryRow.placeColumns) FROM deliveries WHERE token = ?
      """)
    self.connection = connection
    self.begin = begin
    self.commit = commit
    self.delivery = delivery
  }

  mutating func run<Value>(
    _ body: (inout StoreQueries) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> Value {
    try body(&self)
  }

  /// Reads rows inside one transaction: one each would cost a third more.
  mutating func deliveries(_ tokens: [Int64]) throws(SQLiteError) -> [NewDelivery?] {
    try begin.run()
    // Ending a transaction that has only read gives up a lock: nothing can be lost in it.
    defer { try? commit.run() }
    var found: [NewDelivery?] = []
    found.reserveCapacity(tokens.count)
    for token in tokens {
      try delivery.bind(token, at: 1)
      found.append(try delivery.step() ? DeliveryRow.read(delivery, from: 0) : nil)
      delivery.reset()
    }
    return found
  }

  func deadLetters(
    _ query: DeadLetterQuery, limit: Int, bytesLimit: Int, after: Int64
  ) throws(SQLiteError) -> [DeadLetter] {
    var rows = try query.statement(
      """
      position, died_at, status, reason, redriven_at, redriven_as, holds, \(DeliveryRow.columns), \
      \(DeliveryRow.placeColumns)
      """, on: connection, limit: limit, after: after)
    var found: [DeadLetter] = []
    var bytes = 0
    while bytes < bytesLimit, try rows.step() {
      let delivery = DeliveryRow.read(rows, from: 7)
      bytes += delivery.bytes
      var letter = DeadLetter(
        position: rows.integer(at: 0) ?? 0, delivery: delivery,
        status: rows.integer(at: 2).map { Int($0) }, reason: rows.text(at: 3) ?? "",
        diedAt: WallTime(millisecondsSinceEpoch: rows.integer(at: 1) ?? 0))
      letter.redrivenAt = rows.integer(at: 4).map { WallTime(millisecondsSinceEpoch: $0) }
      letter.redrivenAs = rows.text(at: 5)
      letter.holdsLine = rows.integer(at: 6) == 1
      found.append(letter)
    }
    return found
  }

  func deadLetterKeys(
    _ query: DeadLetterQuery, limit: Int, after: Int64
  ) throws(SQLiteError) -> [DeadLetterKey] {
    var rows = try query.statement("position, id", on: connection, limit: limit, after: after)
    var found: [DeadLetterKey] = []
    while try rows.step() {
      found.append(DeadLetterKey(position: rows.integer(at: 0) ?? 0, id: rows.text(at: 1) ?? ""))
    }
    return found
  }

  func lastDeadLetter() throws(SQLiteError) -> Int64? {
    try connection.integer("SELECT max(position) FROM dead_letters")
  }
}
