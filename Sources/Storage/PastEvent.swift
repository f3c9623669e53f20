import Instants
import Routing

/// An event that was taken in, as the history keeps it.
package struct PastEvent: Sendable, Hashable {
  /// Its `HistoryKey`.
  package var key: Int64
  package var id: String
  package var type: String
  /// Where it came in; nil where that can't be told any more.
  package var source: SourceName?
  /// Kept to the millisecond, rounded down.
  package var takenAt: WallTime
  /// The partition or key that `workers` are sharded by.
  package var shard: String?
  /// `CloudEvent.storedHead`, readable as header lines.
  package var head: [UInt8]
  /// What a passthrough target needs of the request; nil elsewhere.
  package private(set) var request: [UInt8]?
  package private(set) var data: [UInt8]?
  /// Whether data and request are here: they are not where they have more than
  /// `HistoryLimits.maxPayloadBytes`.
  package private(set) var isWhole: Bool

  /// - Parameter isWhole: whether `data` is all that there was.
  package init(
    key: Int64, id: String, type: String, source: SourceName?, takenAt: WallTime, shard: String?,
    head: [UInt8], request: [UInt8]?, data: [UInt8]?, isWhole: Bool = true
  ) {
    self.key = key
    self.id = id
    self.type = type
    self.source = source
    self.takenAt = takenAt
    self.shard = shard
    self.head = head
    self.isWhole =
      isWhole && (data?.count ?? 0) + (request?.count ?? 0) <= HistoryLimits.maxPayloadBytes
    self.request = self.isWhole ? request : nil
    self.data = self.isWhole ? data : nil
  }

  /// What it counts against the history's limit.
  package var bytes: Int {
    head.count + (data?.count ?? 0) + (request?.count ?? 0) + 2 * id.utf8.count + 128
  }
}
