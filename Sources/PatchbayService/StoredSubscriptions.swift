import MQTTConnector
import Storage
import Telemetry

/// Keeps MQTT subscriptions in the store.
struct StoredSubscriptions: SubscriptionMemory {
  let store: SQLiteStore
  let log: Logger

  func filters(of session: String) async -> [String] {
    do throws(StoreError) {
      return try await store.subscriptions(of: session)
    } catch {
      log.error("could not read subscriptions", LogField("reason", error))
      return []
    }
  }

  func remember(_ filters: [String], of session: String) async {
    do throws(StoreError) {
      try await store.recordSubscriptions(filters, of: session)
    } catch {
      log.error("could not record subscriptions", LogField("reason", error))
    }
  }
}
