import JSONSyntax

extension WorkersTargetSpec {
  /// What is said of the workers' health, as a manifest writes it, where it differs from the
  /// defaults.
  var healthMembers: [JSONMember] {
    var members: [JSONMember] = []
    if ejection != EjectionSpec() { members.append(JSONMember("ejection", ejection.json)) }
    if let probe { members.append(JSONMember("probe", probe.json)) }
    return members
  }
}

extension EjectionSpec {
  fileprivate var json: JSONValue {
    [
      "failures": .integer(Int64(failures)), "time": .duration(time), "maxTime": .duration(maxTime),
    ]
  }
}

extension ProbeSpec {
  fileprivate var json: JSONValue {
    ["path": .string(path), "interval": .duration(interval), "timeout": .duration(timeout)]
  }
}
