import CloudEvents
import Deliveries
import Instants
import Routing

/// Where queued deliveries are kept until they have ended.
///
/// Every call returns after its effect is durable. One implementation is SQLite
/// (`SQLiteStore`); no SQL, row number or file shows through here.
package protocol DeliveryStore: Sendable {
  /// Makes deliveries durable; they are ready at once, or at their `dueAt`.
  func append(_ deliveries: [NewDelivery]) async throws(StoreError)
  /// Takes up to `limit` ready deliveries of one queue, in order of arrival; no other caller gets
  /// them until they are settled or this process ends.
  func lease(_ queue: FunctionName, limit: Int, now: WallTime) async throws(StoreError) -> [Lease]
  /// Says what became of leased deliveries.
  func settle(_ settlements: [Settlement]) async throws(StoreError)
}
