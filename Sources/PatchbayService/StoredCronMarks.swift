import CronConnector
import Instants
import Routing
import Storage
import Telemetry

/// Keeps cron marks in the store.
struct StoredCronMarks: CronMarks {
  let store: SQLiteStore
  let log: Logger

  func last(for source: SourceName) async -> WallTime? {
    do throws(StoreError) {
      return try await store.cronMark(of: source)
    } catch {
      log.error("could not read a cron mark", LogField("source", source), LogField("reason", error))
      return nil
    }
  }

  func record(_ mark: WallTime, for source: SourceName) async {
    do throws(StoreError) {
      try await store.recordCronMark(mark, for: source)
    } catch {
      log.error(
        "could not record a cron mark", LogField("source", source), LogField("reason", error))
    }
  }
}
