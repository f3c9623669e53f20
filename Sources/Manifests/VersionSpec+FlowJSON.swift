import JSONSyntax

extension VersionSpec {
  var concurrencyJSON: JSONValue {
    guard let range = adaptiveConcurrency else { return .integer(Int64(concurrency)) }
    return ["min": .integer(Int64(range.lowerBound)), "max": .integer(Int64(range.upperBound))]
  }

  /// How hard it may be driven, as a manifest writes it.
  var flowMembers: [JSONMember] {
    let rate = rate.map { [JSONMember("rate", $0.json)] } ?? []
    return rate + [
      JSONMember("breaker", breaker?.json ?? .string("off")),
      JSONMember("retryBudget", retryBudget?.json ?? .string("off")),
    ]
  }
}

extension PaceSpec {
  var json: JSONValue {
    ["limit": .string(written), "burst": .integer(Int64(burst))]
  }
}

extension BreakerSpec {
  fileprivate var json: JSONValue {
    [
      "failures": .integer(Int64(failures)), "share": .string("\(sharePercent)%"),
      "window": .duration(window), "time": .duration(time), "maxTime": .duration(maxTime),
      "sync": .bool(isSync),
    ]
  }
}

extension RetryBudgetSpec {
  fileprivate var json: JSONValue {
    ["share": .string("\(sharePercent)%"), "floor": .string(floor.written)]
  }
}
