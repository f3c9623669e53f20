/// When a worker gets no events.
extension FieldReader {
  func ejection() -> EjectionSpec? {
    mapping(allowed: "a map with `failures`, `time` or `maxTime`") { map in
      let limits = EjectionSpec.Limits.self
      let failures = map.optional("failures") { $0.integer(in: limits.failures) }
      let time = map.optional("time") { $0.duration(in: limits.time) }
      let maxTime = map.optional("maxTime") { $0.duration(in: limits.time) }
      var spec = EjectionSpec()
      if let failures { spec.failures = failures }
      if let time { spec.time = time }
      // Whoever says how long a worker is left out at first need not say that it is no less later.
      spec.maxTime = maxTime ?? max(spec.time, spec.maxTime)
      if spec.maxTime < spec.time {
        refuse(
          "found a `maxTime` of \(spec.maxTime.written), less than `time`",
          allowed: "\(spec.time.written) or more")
      }
      return spec
    }
  }

  func probe() -> ProbeSpec? {
    mapping(allowed: "a map with `path`", hint: "Write `probe: { path: /healthz }`.") { map in
      let path = map.required("path", allowed: "a path, as in `/healthz`") { $0.probePath() }
      let limits = ProbeSpec.Limits.self
      let interval = map.optional("interval") { $0.duration(in: limits.interval) }
      let timeout = map.optional("timeout") { $0.duration(in: limits.timeout) }
      guard let path else { return nil }
      var spec = ProbeSpec(path: path)
      if let interval { spec.interval = interval }
      if let timeout { spec.timeout = timeout }
      return spec
    }
  }

  private func probePath() -> String? {
    let allowed = "a path, as in `/healthz`"
    guard let text = text(allowed: allowed) else { return nil }
    guard HTTPAddress.isPath(text.text[...]) else {
      refuse(text, allowed: allowed)
      return nil
    }
    return text.text
  }
}
