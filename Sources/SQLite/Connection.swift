import CSQLite

/// A connection to one database file; used by one thread at a time, closed when it goes away.
///
/// It carries no mutex of its own. Statements may outlive it: the file is closed with the last.
/// Source: https://sqlite.org/c3ref/open.html, https://sqlite.org/threadsafe.html
@safe package struct Connection: ~Copyable {
  package enum Mode: Sendable, Hashable {
    case readOnly
    /// Creates the file where there is none.
    case readWrite
  }

  private let handle: OpaquePointer

  /// Opens a database file.
  ///
  /// - Parameter busyTimeoutMilliseconds: how long a call waits for another process's lock.
  /// - Throws: `SQLiteError` where the file cannot be opened. That it is no database shows only
  ///   when it is first read.
  package init(path: String, mode: Mode, busyTimeoutMilliseconds: Int32 = 5_000)
    throws(SQLiteError)
  {
    _ = statisticsAreOmitted
    let flags =
      switch mode {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let handle = unsafe opened else {
      // A handle may come even with an error: it holds the message, and must be closed.
      let error = unsafe SQLiteError(code: code, connection: opened, attempted: "open \(path)")
      unsafe sqlite3_close_v2(opened)
      throw error
    }
    unsafe self.handle = handle
    unsafe sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
  }

  deinit {
    unsafe sqlite3_close_v2(handle)
  }

  /// Runs one or several statements to their end; rows are dropped.
  ///
  /// - Throws: `SQLiteError` of the first statement that fails; those before it have run.
  package borrowing func execute(_ sql: String) throws(SQLiteError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else {
      throw unsafe SQLiteError(code: code, connection: handle, attempted: sql)
    }
  }

  /// Compiles one statement, to be kept and run many times.
  package borrowing func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    var compiled: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
    guard code == SQLITE_OK, let statement = unsafe compiled else {
      throw unsafe SQLiteError(code: code, connection: handle, attempted: sql)
    }
    return unsafe Statement(owning: statement, sql: sql)
  }

  /// The first column of a query's first row; nil where there is no row, or NULL in it.
  package borrowing func integer(_ sql: String) throws(SQLiteError) -> Int64? {
    var statement = try prepare(sql)
    return try statement.step() ? statement.integer(at: 0) : nil
  }

  /// Whether a transaction has begun and neither ended nor been rolled back by SQLite itself.
  package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }
}

/// Every allocation of SQLite would else wait for a mutex of all connections, to be counted.
///
/// It changes nothing once SQLite is in use, which is no error to speak of.
/// Source: SQLITE_CONFIG_MEMSTATUS in https://sqlite.org/c3ref/c_config_covering_index_scan.html
private let statisticsAreOmitted = csqlite_omit_memory_statistics() == SQLITE_OK
