import SQLite

extension StoreError {
  /// Says in the store's words what SQLite refused.
  init(_ error: SQLiteError, path: String) {
    switch error.kind {
    case .damaged: self = .damaged(path: path, reason: error.description)
    case .busy, .unavailable, .other: self = .unavailable(reason: error.description)
    }
  }
}
