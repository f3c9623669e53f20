import Instants
import Schedules

func fuzzSchedule(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  do throws(ScheduleError) {
    let schedule = try Schedule(text)
    precondition(schedule.text.utf8.elementsEqual(text.utf8))
    let instant = instant(from: bytes)
    let zone = zones[bytes.count % zones.count]
    for policy in policies { checkFirings(of: schedule, around: instant, zone, policy) }
  } catch {
    precondition((0...text.utf8.count).contains(error.offset), "the error lies in the expression")
    precondition(!error.allowed.isEmpty)
  }
}

func fuzzPosixTimeZone(_ bytes: [UInt8]) {
  guard let rules = TimeZoneRules(posix: String(decoding: bytes, as: UTF8.self)) else { return }
  checkPeriods(of: rules, around: Int(instant(from: bytes).secondsSinceEpoch))
}

func fuzzTZif(_ bytes: [UInt8]) {
  do throws(TimeZoneError) {
    let rules = try TimeZoneRules(tzif: bytes.span)
    let instant = instant(from: bytes)
    checkPeriods(of: rules, around: Int(instant.secondsSinceEpoch))
    for policy in policies { checkFirings(of: daily, around: instant, rules, policy) }
  } catch {
    precondition(bytes.count < TimeZoneRules.maxFileBytes || error != .truncated)
  }
}

/// Looking forward and looking back see the same firings.
private func checkFirings(
  of schedule: Schedule, around instant: WallTime, _ zone: TimeZoneRules, _ policy: DSTPolicy
) {
  if let next = schedule.next(after: instant, in: zone, dst: policy) {
    precondition(next.utc > instant, "the next firing lies ahead")
    precondition(next.utc - instant <= Schedule.horizon + .seconds(1))
    precondition(next.offsetSeconds == zone.offsetSeconds(at: next.utc))
    if let previous = schedule.previous(before: next.utc, in: zone, dst: policy) {
      precondition(previous.utc <= instant, "a firing between the instant and the next one")
      precondition(schedule.next(after: previous.utc, in: zone, dst: policy) == next)
    }
  }
  let some = schedule.occurrences(
    after: instant, through: instant + .seconds(40_000), limit: 4, in: zone, dst: policy)
  precondition(zip(some, some.dropFirst()).allSatisfy { $0 < $1 }, "firings rise")
}

/// Periods follow each other without a gap, and local times lead back to their instants.
private func checkPeriods(of rules: TimeZoneRules, around instant: Int) {
  var instant = instant
  for _ in 0..<12 {
    let period = rules.period(at: instant)
    precondition(period.start <= instant && instant < period.end, "a period has its instant")
    let local = instant + period.offset
    let instants = rules.instants(showing: local)
    precondition(instants.contains { Int($0.secondsSinceEpoch) == instant })
    for found in instants {
      precondition(Int(found.secondsSinceEpoch) + rules.offsetSeconds(at: found) == local)
    }
    // Beyond this, no `WallTime` has whole seconds.
    guard period.end < 9_000_000_000 else { return }
    precondition(rules.period(at: period.end).start == period.end, "periods touch")
    instant = period.end
  }
}

/// From 1700 to 2240, told by the bytes.
private func instant(from bytes: [UInt8]) -> WallTime {
  let hash = bytes.reduce(14_695_981_039_346_656_037 as UInt64) {
    ($0 ^ UInt64($1)) &* 1_099_511_628_211
  }
  return WallTime(secondsSinceEpoch: Int64(hash >> 8 % 17_000_000_000) - 8_500_000_000)
}

private let policies = [
  DSTPolicy(), DSTPolicy(gap: .skip, overlap: .twice), DSTPolicy(gap: .runLate, overlap: .once),
]

private let zones = [
  "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
].compactMap(TimeZoneRules.init(posix:))

private let daily: Schedule = {
  guard let schedule = try? Schedule("30 2 * * *") else { preconditionFailure("a schedule") }
  return schedule
}()
