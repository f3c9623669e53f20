import CSQLite

/// A compiled statement: bind, then step or run, as often as wanted; finalized when it goes away.
///
/// Parameters count from 1 and columns from 0, as in SQLite. Bound values stay for one run: bind all
/// of them for the next.
/// Source: https://sqlite.org/c3ref/bind_blob.html, https://sqlite.org/c3ref/column_blob.html
@safe package struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let sql: String
  /// Where bound texts and bytes stand until the run is over, so that SQLite need not ask for memory
  /// for each; what finds no room here is copied by SQLite.
  private let room = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Statement.roomSize, alignment: 1)
  private var usedRoom = 0

  private static let roomSize = 2_048

  @unsafe init(owning handle: OpaquePointer, sql: String) {
    unsafe self.handle = handle
    self.sql = sql
  }

  deinit {
    unsafe sqlite3_finalize(handle)
    unsafe room.deallocate()
  }

  // MARK: Parameters

  /// Binds an integer, or NULL.
  package mutating func bind(_ value: Int64?, at index: Int32) throws(SQLiteError) {
    guard let value else { return try bindNull(at: index) }
    try check(unsafe sqlite3_bind_int64(handle, index, value))
  }

  /// Binds a text, or NULL; the text is copied.
  package mutating func bind(_ text: String?, at index: Int32) throws(SQLiteError) {
    guard let text else { return try bindNull(at: index) }
    try bind(text: text.utf8Span.span, at: index)
  }

  /// Binds bytes that are UTF-8 as a text; they are copied.
  package mutating func bind(text: Span<UInt8>, at index: Int32) throws(SQLiteError) {
    try check(
      unsafe text.withUnsafeBytes { bytes in
        let (start, destructor) = unsafe keep(bytes)
        return unsafe sqlite3_bind_text64(
          handle, index, start.assumingMemoryBound(to: CChar.self), UInt64(bytes.count),
          destructor, UInt8(SQLITE_UTF8))
      })
  }

  /// Binds bytes as a blob; they are copied.
  package mutating func bind(_ bytes: Span<UInt8>, at index: Int32) throws(SQLiteError) {
    try check(
      unsafe bytes.withUnsafeBytes { bytes in
        let (start, destructor) = unsafe keep(bytes)
        return unsafe sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), destructor)
      })
  }

  /// Where bytes to be bound are found, and what becomes of them; never nil, which would bind NULL.
  private mutating func keep(
    _ bytes: UnsafeRawBufferPointer
  ) -> (UnsafeRawPointer, sqlite3_destructor_type?) {
    let left = unsafe UnsafeMutableRawBufferPointer(rebasing: room[usedRoom...])
    // No bytes, which may have no address, fit always.
    if bytes.count > left.count, let start = bytes.baseAddress { return unsafe (start, copied) }
    unsafe left.copyMemory(from: bytes)
    usedRoom += bytes.count
    guard let start = left.baseAddress else { preconditionFailure("the room has an address") }
    return (UnsafeRawPointer(start), nil)
  }

  /// Binds bytes as a blob, or NULL; they are copied.
  package mutating func bind(_ bytes: [UInt8]?, at index: Int32) throws(SQLiteError) {
    guard let bytes else { return try bindNull(at: index) }
    try bind(bytes.span, at: index)
  }

  package mutating func bindNull(at index: Int32) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_null(handle, index))
  }

  // MARK: Running

  /// Goes to the next row; false after the last, and then the statement may be bound again.
  ///
  /// - Throws: `SQLiteError`; the statement may be bound again then, too.
  package mutating func step() throws(SQLiteError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else {
      let error = failure(code)
      reset()
      throw error
    }
    reset()
    return false
  }

  /// Runs the statement to its end.
  package mutating func run() throws(SQLiteError) {
    while try step() {}
  }

  /// Leaves a query before its last row, so that it may be bound again and holds no lock.
  package mutating func reset() {
    unsafe sqlite3_reset(handle)
    guard usedRoom > 0 else { return }
    unsafe sqlite3_clear_bindings(handle)
    usedRoom = 0
  }

  // MARK: Columns of the row that `step` reached

  package func integer(at column: Int32) -> Int64? {
    isNull(at: column) ? nil : unsafe sqlite3_column_int64(handle, column)
  }

  package func text(at column: Int32) -> String? {
    isNull(at: column) ? nil : String(decoding: bytes(of: column), as: UTF8.self)
  }

  package func bytes(at column: Int32) -> [UInt8]? {
    isNull(at: column) ? nil : bytes(of: column)
  }

  /// The bytes of a text or blob in place, without a copy; empty for NULL.
  @_lifetime(borrow self)
  package func span(at column: Int32) -> Span<UInt8> {
    // SQLite wants the pointer asked for before the count.
    let base = unsafe sqlite3_column_blob(handle, column)?.assumingMemoryBound(to: UInt8.self)
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    let bytes = unsafe UnsafeBufferPointer(start: base, count: base == nil ? 0 : count)
    return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
  }

  private func bytes(of column: Int32) -> [UInt8] {
    let base = unsafe sqlite3_column_blob(handle, column)
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    guard let base = unsafe base else { return [] }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
  }

  private func isNull(at column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  // MARK: Errors

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK else { throw failure(code) }
  }

  private func failure(_ code: Int32) -> SQLiteError {
    unsafe SQLiteError(code: code, connection: sqlite3_db_handle(handle), attempted: sql)
  }
}

/// Tells SQLite to copy what it is given: `SQLITE_TRANSIENT`, a macro that Swift cannot import.
private var copied: sqlite3_destructor_type? {
  unsafe unsafeBitCast(-1, to: sqlite3_destructor_type?.self)
}
