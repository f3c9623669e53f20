import CloudEvents
import Routing
import Schedules

extension CronSource {
  /// The `type` of every event.
  package static let eventType = "dev.patchbay.cron.tick"

  /// The event of an occurrence.
  ///
  /// Its id is the source's name and the scheduled instant in UTC, `nightly@2026-03-29T01:00:00Z`,
  /// and its source `/sources/nightly`, so that two routers that fire it make one event. Its time
  /// is the scheduled instant too, however late it runs, and its subject the source's name.
  package func event(for occurrence: Occurrence) -> CloudEvent {
    CloudEvent(
      id: "\(name)@\(occurrence.utcText)", source: "/sources/\(name)", type: Self.eventType,
      subject: name.text, time: occurrence.utcText,
      dataContentType: payload == nil ? nil : "application/json", data: payload)
  }
}
