import Deliveries
import Routing

extension FieldReader {
  func association(_ name: AssociationName) -> AssociationDraft? {
    var draft: AssociationDraft? = mapping(allowed: "a map with `from` and `to`") { map in
      let sources = map.required("from") { $0.sourceNames() }
      let destinations = map.required("to") { $0.destinations() }
      let mode = map.optional("mode") { $0.choice(DeliveryMode.self) }
      let filter = map.optional("filter") { $0.filter() }
      let sticky = map.optional("sticky") { $0.attributeName() }
      let order = map.order()
      let delivery = map.optional("delivery") { $0.deliveryPolicy() }
      let rate = map.optional("rate") { $0.pace() }
      let dedupe = map.optional("dedupe") { $0.dedupe() }
      let results = map.optional("results") { $0.resultRetention() }
      let batch = map.optional("batch") { $0.batch() }
      let onSuccess = map.optional("onSuccess") { $0.destinationOfEnds() }
      let onFailure = map.optional("onFailure") { $0.destinationOfEnds() }
      if order.onKeyFailure == .hold, delivery?.deadLetter == false {
        map.value(of: "onKeyFailure")?.refuse(
          "found `hold` beside `deadLetter: false`: nothing would be kept that could let the key go on",
          allowed: "`hold` beside dead letters")
      }
      guard let sources, let destinations else { return nil }
      return AssociationDraft(
        name: name, sources: sources, destinations: destinations, mode: mode, filter: filter,
        sticky: sticky, delivery: delivery ?? DeliveryPolicy(), rate: rate, dedupe: dedupe,
        resultRetention: results, order: order, batch: batch, onSuccess: onSuccess,
        onFailure: onFailure)
    }
    draft?.concealed = reading.takeConcealed()
    return draft
  }

  /// `{ window: 10m, by: subject }`, or the window itself.
  private func dedupe() -> DedupeSpec? {
    guard case .mapping = node.content else {
      return duration(in: DedupeSpec.windows).map { DedupeSpec(window: $0) }
    }
    return mapping(allowed: "a map with `window`") { map in
      let window = map.required("window") { $0.duration(in: DedupeSpec.windows) }
      let attribute = map.optional("by") { $0.attributeName() }
      return window.map { DedupeSpec(window: $0, attribute: attribute == "id" ? nil : attribute) }
    }
  }

  private func sourceNames() -> [SourceName]? {
    distinctList(allowed: "a source, or a list of them", orOne: true, by: { $0 }) {
      $0.sourceName()
    }
  }

  /// A reference, or a list of references and of `{ function, weight }`.
  private func destinations() -> [Weighted<FunctionReference>]? {
    let allowed = "a function, or a list of functions and of `{ function: NAME, weight: NUMBER }`"
    if case .mapping = node.content { return destination().map { [$0] } }
    return distinctList(allowed: allowed, orOne: true, by: { $0.choice }) { $0.destination() }
  }

  private func destination() -> Weighted<FunctionReference>? {
    guard case .mapping = node.content else { return functionReference().map { Weighted($0) } }
    return mapping { map in
      let function = map.required("function") { $0.functionReference() }
      let weight = map.optional("weight") { $0.weight() }
      return function.map { Weighted($0, weight: weight ?? 1) }
    }
  }

  private func deliveryPolicy() -> DeliveryPolicy? {
    mapping(allowed: "a map of delivery rules") { map in
      var policy = retryPolicy(&map)
      policy.maxAge = map.optional("maxAge") { $0.duration(in: FieldReader.ages) }
      policy.timeout = map.optional("timeout") { $0.duration(in: VersionSpec.Limits.timeout) }
      if let deadLetter = map.optional("deadLetter", as: { $0.bool() }) {
        policy.deadLetter = deadLetter
      }
      if let wait = map.optional("firstAttemptAfter", as: { $0.firstWait(before: policy.maxAge) }) {
        policy.firstAttemptAfter = wait
      }
      return policy
    }
  }

  private static let ages: ClosedRange<Duration> = .seconds(1) ... .seconds(365 * 86_400)

  private func firstWait(before maxAge: Duration?) -> Duration? {
    guard let wait = duration(in: .zero...FieldReader.ages.upperBound) else { return nil }
    guard let maxAge, maxAge <= wait else { return wait }
    refuse(
      "found a wait of \(wait.written) beside a `maxAge` of \(maxAge.written): nothing would ever "
        + "be attempted", allowed: "less than `maxAge`")
    return nil
  }

  private func retryPolicy(_ map: inout MappingReader) -> DeliveryPolicy {
    let waits: ClosedRange<Duration> = .zero ... .seconds(86_400)
    var policy = DeliveryPolicy()
    let retries = map.optional("retries") { $0.integer(in: 0...1_000) }
    let backoff = map.optional("backoff") { $0.choice(DeliveryPolicy.Backoff.self) }
    let jitter = map.optional("jitter") { $0.choice(DeliveryPolicy.Jitter.self) }
    let retryOn = map.optional("retryOn") { $0.retryRules() }
    let delay = map.optional("delay") { $0.duration(in: waits) }
    let maxDelay = map.optional("maxDelay") { $0.duration(in: waits) }
    let retryAfterMax = map.optional("retryAfterMax") { $0.duration(in: waits) }
    if let retries { policy.retries = retries }
    if let backoff { policy.backoff = backoff }
    if let jitter { policy.jitter = jitter }
    if let retryOn { policy.retryOn = retryOn }
    if let delay { policy.delay = delay }
    // A long first wait raises the default of the longest one with it.
    policy.maxDelay = maxDelay ?? max(policy.maxDelay, policy.delay)
    if let retryAfterMax { policy.retryAfterMax = retryAfterMax }
    if let maxDelay, maxDelay < policy.delay {
      refuse(
        "found a `maxDelay` of \(maxDelay.written) below the `delay` of \(policy.delay.written)",
        allowed: "a `maxDelay` that is not below it")
    }
    return policy
  }

  private func retryRules() -> [RetryRule]? {
    let allowed =
      "a status from 300 to 599, `3xx`, `4xx`, `5xx`, `timeout`, `unreachable` or `failure`"
    return distinctList(
      allowed: "a list of statuses and words, as in `[429, 5xx, timeout]`", orOne: true, by: { $0 }
    ) { field in
      guard let text = field.text(allowed: allowed) else { return nil }
      if let rule = RetryRule(text.text) { return rule }
      field.refuse(text, allowed: allowed, near: RetryRule.words.map(\.word))
      return nil
    }
  }
}
