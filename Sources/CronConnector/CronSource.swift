import Instants
import Routing
import Schedules

/// What a cron source is to do.
package struct CronSource: Sendable, Hashable {
  package var name: SourceName
  package var schedule: Schedule
  package var zone: TimeZoneRules
  package var dst: DSTPolicy
  /// The JSON document that each event carries; nil means no data.
  package var payload: [UInt8]?
  package var catchUp: CatchUp

  package init(
    name: SourceName, schedule: Schedule, zone: TimeZoneRules = .utc, dst: DSTPolicy = DSTPolicy(),
    payload: [UInt8]? = nil, catchUp: CatchUp = .none
  ) {
    self.name = name
    self.schedule = schedule
    self.zone = zone
    self.dst = dst
    self.payload = payload
    self.catchUp = catchUp
  }
}
