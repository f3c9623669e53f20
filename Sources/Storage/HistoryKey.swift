import Routing

/// What an event of the history and the ends of its deliveries are joined by: a hash of what makes
/// it the same event, its `source` and `id`.
package enum HistoryKey {
  package static func of(source: String, id: String) -> Int64 {
    Int64(bitPattern: XXH64.hash("\(source)\n\(id)"))
  }
}
