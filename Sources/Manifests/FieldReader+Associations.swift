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
      let delivery = map.optional("delivery") { $0.deliveryPolicy() }
      guard let sources, let destinations else { return nil }
      return AssociationDraft(
        name: name, sources: sources, destinations: destinations, mode: mode, filter: filter,
        sticky: sticky, delivery: delivery ?? DeliveryPolicy())
    }
    draft?.concealed = reading.takeConcealed()
    return draft
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
      let waits: ClosedRange<Duration> = .zero ... .seconds(86_400)
      var policy = DeliveryPolicy()
      let retries = map.optional("retries") { $0.integer(in: 0...1_000) }
      let backoff = map.optional("backoff") { $0.choice(DeliveryPolicy.Backoff.self) }
      let delay = map.optional("delay") { $0.duration(in: waits) }
      let maxDelay = map.optional("maxDelay") { $0.duration(in: waits) }
      let retryAfterMax = map.optional("retryAfterMax") { $0.duration(in: waits) }
      policy.maxAge = map.optional("maxAge") {
        $0.duration(in: .seconds(1) ... .seconds(365 * 86_400))
      }
      policy.timeout = map.optional("timeout") { $0.duration(in: VersionSpec.Limits.timeout) }
      let deadLetter = map.optional("deadLetter") { $0.bool() }
      if let retries { policy.retries = retries }
      if let backoff { policy.backoff = backoff }
      if let delay { policy.delay = delay }
      // A long first wait raises the default of the longest one with it.
      policy.maxDelay = maxDelay ?? max(policy.maxDelay, policy.delay)
      if let retryAfterMax { policy.retryAfterMax = retryAfterMax }
      if let deadLetter { policy.deadLetter = deadLetter }
      if let maxDelay, maxDelay < policy.delay {
        refuse(
          "found a `maxDelay` of \(maxDelay.written) below the `delay` of \(policy.delay.written)",
          allowed: "a `maxDelay` that is not below it")
      }
      return policy
    }
  }
}
