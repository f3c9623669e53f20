/// Why the store could not do what was asked; what was asked has then not happened.
package enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Another process has the folder open.
  case inUse(path: String)
  /// The disk is full, read-only or failing; later calls may succeed.
  case unavailable(reason: String)
  /// The file is not a store, or is damaged.
  case damaged(path: String, reason: String)
  /// A newer Patchbay has written the file; this one knows schemas up to `known`.
  case tooNew(path: String, schema: Int, known: Int)
  /// There is no store at all.
  case missing(path: String)
  /// The store has been closed.
  case closed

  package var description: String {
    switch self {
    case .inUse(let path): "another process has \(path) open; stop it or choose another --data"
    case .unavailable(let reason): "the store cannot write now: \(reason)"
    case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
    case .tooNew(let path, let schema, let known):
      "\(path) was written by a newer patchbay (schema \(schema), known here: up to \(known))"
    case .missing(let path): "there is no store: \(path) does not exist"
    case .closed: "the store is closed"
    }
  }
}
