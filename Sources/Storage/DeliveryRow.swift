import Instants
import Routing
import SQLite

/// How a delivery stands in the columns that `deliveries` and `dead_letters` have in common.
enum DeliveryRow {
  static let columns = """
    function, version, due_at, accepted_at, attempts, id, event_id, association, shard, head, \
    request, data
    """
  static let columnCount: Int32 = 12
  static let placeholders = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
  /// Those of a delivery that is ordered by something; they stand after the others, and are left out
  /// where it is not.
  static let placeColumns = "line, place"

  /// Binds a delivery to the parameters `first` and the eleven after it.
  static func bind(
    _ delivery: borrowing NewDelivery, to statement: inout Statement, from first: Int32
  ) throws(SQLiteError) {
    try statement.bind(delivery.version.function.text, at: first)
    switch delivery.version.number {
    case .latest: try statement.bindNull(at: first + 1)
    case .number(let number): try statement.bind(Int64(number), at: first + 1)
    }
    try statement.bind(delivery.dueAt.millisecondsSinceEpoch, at: first + 2)
    try statement.bind(delivery.acceptedAt.millisecondsSinceEpoch, at: first + 3)
    try statement.bind(Int64(delivery.attempts), at: first + 4)
    try statement.bind(delivery.id, at: first + 5)
    try statement.bind(delivery.eventID, at: first + 6)
    try statement.bind(delivery.association?.text, at: first + 7)
    try statement.bind(delivery.shard, at: first + 8)
    try statement.bind(text: delivery.head.span, at: first + 9)
    try statement.bind(delivery.request, at: first + 10)
    try statement.bind(delivery.data, at: first + 11)
  }

  /// Binds a delivery's place to the parameters `first` and the one after it.
  static func bind(
    _ place: LinePlace?, to statement: inout Statement, from first: Int32
  ) throws(SQLiteError) {
    try statement.bind(place?.key, at: first)
    try statement.bind(place?.token, at: first + 1)
  }

  /// Reads a version from the columns `first` and the one after it.
  static func version(_ row: borrowing Statement, from first: Int32) -> FunctionVersion {
    let function = FunctionName(unchecked: row.text(at: first) ?? "")
    let number = row.integer(at: first + 1).map { FunctionVersion.Number.number(Int($0)) }
    return FunctionVersion(function: function, number: number ?? .latest)
  }

  /// Reads a delivery with its place from the columns `first` and the thirteen after it.
  static func read(_ row: borrowing Statement, from first: Int32) -> NewDelivery {
    let association = row.text(at: first + 7).map { AssociationName(unchecked: $0) }
    return NewDelivery(
      id: row.text(at: first + 5) ?? "",
      eventID: row.text(at: first + 6) ?? "",
      association: association,
      version: version(row, from: first),
      head: row.bytes(at: first + 9) ?? [],
      data: row.bytes(at: first + 11),
      request: row.bytes(at: first + 10),
      shard: row.text(at: first + 8),
      place: association == nil ? nil : place(row, from: first + columnCount),
      acceptedAt: WallTime(millisecondsSinceEpoch: row.integer(at: first + 3) ?? 0),
      attempts: Int(row.integer(at: first + 4) ?? 0),
      dueAt: WallTime(millisecondsSinceEpoch: row.integer(at: first + 2) ?? 0))
  }

  /// Reads a place from the column `first` and the one after it.
  static func place(_ row: borrowing Statement, from first: Int32) -> LinePlace? {
    row.text(at: first).map { LinePlace(key: $0, token: row.integer(at: first + 1)) }
  }
}
