import Instants
import SQLite

/// A read-only connection with its statements.
struct StoreQueries: ~Copyable {
  private let connection: Connection
  private var begin: Statement
  private var commit: Statement
  private var delivery: Statement
  private var letters: Statement

  init(path: String) throws(SQLiteError) {
    let connection = try Connection(path: path, mode: .readOnly)
    let begin = try connection.prepare("BEGIN")
    let commit = try connection.prepare("COMMIT")
    let delivery = try connection.prepare(
      "SELECT \(DeliveryRow.columns) FROM deliveries WHERE token = ?")
    let letters = try connection.prepare(
      """
      SELECT position, died_at, status, reason, \(DeliveryRow.columns) FROM dead_letters
      WHERE position > ? ORDER BY position LIMIT ?
      """)
    self.connection = connection
    self.begin = begin
    self.commit = commit
    self.delivery = delivery
    self.letters = letters
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

  mutating func deadLetters(
    limit: Int, bytesLimit: Int, after: Int64
  ) throws(SQLiteError) -> [DeadLetter] {
    try letters.bind(after, at: 1)
    try letters.bind(Int64(limit), at: 2)
    var found: [DeadLetter] = []
    var bytes = 0
    while bytes < bytesLimit, try letters.step() {
      let delivery = DeliveryRow.read(letters, from: 4)
      bytes += DeliveryBox(delivery).bytes
      found.append(
        DeadLetter(
          position: letters.integer(at: 0) ?? 0, delivery: delivery,
          status: letters.integer(at: 2).map { Int($0) }, reason: letters.text(at: 3) ?? "",
          diedAt: WallTime(millisecondsSinceEpoch: letters.integer(at: 1) ?? 0)))
    }
    letters.reset()
    return found
  }
}
