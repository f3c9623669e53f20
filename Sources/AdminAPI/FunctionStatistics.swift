import Deliveries
import JSONSyntax
import Routing
import Telemetry

/// What was counted of a function since the router started, and how its versions stand now.
struct FunctionStatistics {
  private let statuses: [VersionStatus]
  private let deliveries: [CounterReading]
  private let attempts: [CounterReading]
  private let retries: [CounterReading]
  private let durations: [HistogramReading]
  private let rate: ([CounterReading]) -> Double

  init(of name: FunctionName, in backend: any AdminBackend) {
    let (registry, name) = (backend.registry, name)
    statuses = backend.versions(of: name)
    deliveries = registry.readings(of: .deliveries, where: "function", is: name.text)
    attempts = registry.readings(of: .attempts, where: "function", is: name.text)
    retries = registry.readings(of: .retries, where: "function", is: name.text)
    durations = registry.readings(of: .invocationDuration, where: "function", is: name.text)
    rate = backend.rate
  }

  /// Those of all versions together.
  var members: [JSONMember] {
    [
      JSONMember("inFlight", .integer(Int64(statuses.reduce(0) { $0 + $1.inFlight }))),
      JSONMember("deliveries", FunctionStatistics.outcomes(deliveries)),
      JSONMember("attempts", json(attempts)),
      JSONMember("retries", .integer(FunctionStatistics.sum(retries))),
      JSONMember("duration", FunctionStatistics.json(durations)),
      JSONMember("versions", .array(versions)),
    ]
  }

  /// Each version that is declared, then those that were.
  var versions: [JSONValue] {
    let declared = statuses.map(\.version)
    let counted = Set((deliveries + attempts).map(FunctionStatistics.version))
    return (declared + counted.subtracting(declared).sorted()).map(json)
  }

  private func json(_ version: String) -> JSONValue {
    let status = statuses.first { $0.version == version }
    let isOfVersion = { (reading: CounterReading) in
      FunctionStatistics.version(reading) == version
    }
    return [
      "name": .string(version),
      "inFlight": .integer(Int64(status?.inFlight ?? 0)),
      "breaker": status?.isBroken.map { .string($0 ? "open" : "closed") } ?? .null,
      "deliveries": FunctionStatistics.outcomes(deliveries.filter(isOfVersion)),
      "attempts": json(attempts.filter(isOfVersion)),
      "duration": FunctionStatistics.json(durations.filter { $0.labels[1] == version }),
    ]
  }

  // MARK: Counts

  private func json(_ attempts: [CounterReading]) -> JSONValue {
    var statuses: [String: Int64] = [:]
    for reading in attempts { statuses[reading.labels[2], default: 0] += Int64(reading.value) }
    let failed = statuses.reduce(0) { $0 + ($1.key.hasPrefix("2") ? 0 : $1.value) }
    return [
      "total": .integer(FunctionStatistics.sum(attempts)),
      "failed": .integer(failed),
      "perSecond": .double(FunctionStatistics.rounded(rate(attempts))),
      "byStatus": .object(
        statuses.sorted { $0.key < $1.key }.map { JSONMember($0.key, .integer($0.value)) }),
    ]
  }

  private static func outcomes(_ deliveries: [CounterReading]) -> JSONValue {
    .object(
      [JSONMember("total", .integer(sum(deliveries)))]
        + DeliveryOutcome.allCases.map { outcome in
          let readings = deliveries.filter { $0.labels[3] == outcome.rawValue }
          return JSONMember(outcome.rawValue, .integer(sum(readings)))
        })
  }

  /// In seconds; the shares are estimates.
  private static func json(_ durations: [HistogramReading]) -> JSONValue {
    var all = HistogramReading()
    for reading in durations { all.add(reading) }
    let numbers = [
      ("mean", all.mean), ("p50", all.quantile(0.5)), ("p90", all.quantile(0.9)),
      ("p99", all.quantile(0.99)),
    ]
    return .object(
      [JSONMember("count", .integer(Int64(all.count)))]
        + numbers.map { name, value in
          JSONMember(name, value.map { .double(rounded($0)) } ?? .null)
        })
  }

  private static func sum(_ readings: [CounterReading]) -> Int64 {
    readings.reduce(0) { $0 + Int64($1.value) }
  }

  /// To millionths: a duration to the microsecond.
  private static func rounded(_ value: Double) -> Double {
    (value * 1_000_000).rounded() / 1_000_000
  }

  /// The version that a count of deliveries (association, function, version, outcome) or of attempts
  /// (function, version, status) is of.
  private static func version(_ reading: CounterReading) -> String {
    reading.labels[reading.labels.count - 2]
  }
}
