import CSQLite

extension SQLiteError {
  /// Reads what a connection says about its last call.
  @unsafe init(code: Int32, connection: OpaquePointer?, attempted: String) {
    let message: String
    if let connection = unsafe connection, let text = unsafe sqlite3_errmsg(connection) {
      message = unsafe String(cString: text)
    } else if let text = unsafe sqlite3_errstr(code) {
      message = unsafe String(cString: text)
    } else {
      message = "unknown error"
    }
    self.init(
      kind: SQLiteError.kind(of: code), code: code, message: message, attempted: attempted)
  }

  /// The low byte of an extended code is the primary one.
  private static func kind(of code: Int32) -> Kind {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_TOOBIG:
      .unavailable
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: .damaged
    default: .other
    }
  }
}
