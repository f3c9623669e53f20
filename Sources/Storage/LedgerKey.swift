import Routing

/// What records of the ledger are found by: a short hash of an event's or delivery's id.
///
/// It is made of the end of an id, for that is what all ids of Kafka records at one place (topic,
/// partition, offset) have in common. Different ids may have the same key: who asks compares them.
package enum LedgerKey {
  /// Bytes at an id's end that count.
  package static let significantBytes = 22

  /// Bytes of an event's id that are recorded.
  package static let maxIDBytes = 1_024

  /// An event's id as it is recorded.
  @inline(__always)
  package static func cut(_ id: String) -> String {
    id.utf8.count <= maxIDBytes ? id : String(decoding: id.utf8.prefix(maxIDBytes), as: UTF8.self)
  }

  /// Never 0, which stands for no id.
  package static func of(_ id: String) -> UInt32 {
    let bytes = id.utf8Span.span
    let end = bytes.extracting(last: significantBytes)
    return max(1, UInt32(truncatingIfNeeded: XXH64.hash(end)))
  }
}
