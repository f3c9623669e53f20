/// How hard a function is driven.
extension FieldReader {
  /// What `off` switches off.
  enum Switchable<Value> {
    case off
    case on(Value)

    var value: Value? { if case .on(let value) = self { value } else { nil } }
  }

  func breaker() -> Switchable<BreakerSpec>? {
    if isOff { return .off }
    let allowed =
      "`off`, or a map with `failures`, `share`, `window`, `time`, `maxTime` or `sync`"
    return mapping(allowed: allowed) { map in
      let limits = BreakerSpec.Limits.self
      let failures = map.optional("failures") { $0.integer(in: limits.failures) }
      let share = map.optional("share") { $0.percent(in: limits.sharePercent) }
      let window = map.optional("window") { $0.duration(in: limits.window) }
      let time = map.optional("time") { $0.duration(in: limits.time) }
      let maxTime = map.optional("maxTime") { $0.duration(in: limits.time) }
      let sync = map.optional("sync") { $0.bool() }
      var spec = BreakerSpec()
      if let failures { spec.failures = failures }
      if let share { spec.sharePercent = share }
      if let window { spec.window = window }
      if let time { spec.time = time }
      // A long first time raises the default of the longest one with it.
      spec.maxTime = maxTime ?? max(spec.time, spec.maxTime)
      if let sync { spec.isSync = sync }
      if spec.maxTime < spec.time {
        refuse(
          "found a `maxTime` of \(spec.maxTime.written), less than `time`",
          allowed: "\(spec.time.written) or more")
      }
      return .on(spec)
    }
  }

  func retryBudget() -> Switchable<RetryBudgetSpec>? {
    if isOff { return .off }
    return mapping(allowed: "`off`, or a map with `share` or `floor`") { map in
      let share = map.optional("share") { $0.percent(in: RetryBudgetSpec.sharePercents) }
      let floor = map.optional("floor") { $0.rateLimit() }
      var spec = RetryBudgetSpec()
      if let share { spec.sharePercent = share }
      if let floor {
        spec.floor = RetryBudgetSpec.floor(limit: floor.limit, period: floor.period)
      }
      return .on(spec)
    }
  }

  /// `100/s`, or `{ limit: 100/s, burst: 200 }`.
  func pace() -> PaceSpec? {
    guard case .mapping = node.content else {
      return rateLimit().map { PaceSpec(limit: $0.limit, period: $0.period, burst: $0.limit) }
    }
    return mapping { map in
      let rate = map.required("limit") { $0.rateLimit() }
      let burst = map.optional("burst") { $0.integer(in: RateSpec.limits) }
      return rate.map {
        PaceSpec(limit: $0.limit, period: $0.period, burst: burst ?? $0.limit)
      }
    }
  }

  /// `64`, or `{ min: 1, max: 64 }`.
  func concurrency() -> ClosedRange<Int>? {
    let limits = VersionSpec.Limits.concurrency
    switch node.content {
    case .mapping: break
    case .scalar: return integer(in: limits).map { $0...$0 }
    case .sequence, .refused:
      refuseKind(allowed: "a number, or a map with `max`")
      return nil
    }
    return mapping { map in
      let least = map.optional("min") { $0.integer(in: limits) }
      let most = map.required("max") { $0.integer(in: limits) }
      guard let most else { return nil }
      if let least, least > most {
        refuse("found a `min` of \(least) above the `max` of \(most)", allowed: "at most \(most)")
      }
      return min(least ?? 1, most)...most
    }
  }

  private var isOff: Bool {
    if case .scalar("off", _) = node.content { true } else { false }
  }

  private func percent(in range: ClosedRange<Int>) -> Int? {
    let allowed = "a share, \(range.lowerBound)% to \(range.upperBound)%"
    guard let text = text(allowed: allowed) else { return nil }
    let digits = text.text.dropLast()
    if text.text.last == "%", digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let percent = Int(digits), range.contains(percent)
    {
      return percent
    }
    refuse(text, allowed: allowed, hint: Int(text.text).map { "Write `\($0)%`." })
    return nil
  }
}
