import Deliveries
import EventLoops
import HTTPTransport
import Instants
import Manifests
import Routing
import Storage

extension Router {
  /// What a success leaves behind; nil where nobody may ask for it.
  func aftermath(
    of attempt: QueuedAttempt, _ invocation: Invocation, _ result: InvocationResult?,
    _ outcome: AttemptResult, _ snapshot: LoopCatalog
  ) -> Aftermath? {
    guard let retention = snapshot.catalog.retention(for: attempt.target.association) else {
      return nil
    }
    guard let result else {
      return Aftermath(
        DeliveryResult(
          .success, status: outcome.status, attempts: attempt.delivery.attempts + 1,
          duration: invocation.elapsed(at: loop.now), headerLines: [], body: [], bodyBytes: 0),
        retention: retention)
    }
    guard case .reply(let reply) = result else { return nil }
    let limits = snapshot.catalog.manifest.results
    var kept = DeliveryResult(
      .success, status: reply.status, attempts: attempt.delivery.attempts + 1,
      duration: invocation.elapsed(at: loop.now), headerLines: reply.headerLines,
      body: reply.body, bodyBytes: reply.body.count)
    // One that has no room beside others, or not even alone, is told of without its body.
    if reply.body.count > limits.maxResultBytes || kept.bytes > limits.maxBytes { kept.body = nil }
    return Aftermath(kept, retention: retention)
  }

  /// What a delivery leaves behind that has failed for good; nil where nobody may ask for it.
  ///
  /// - Parameters:
  ///   - association: nil where it has none, or none any more.
  ///   - last: what the last attempt came to; nil where its end was none.
  func aftermath(
    of delivery: NewDelivery, by association: AssociationID?, _ outcome: DeliveryOutcome,
    because reason: String, after last: AttemptResult?, _ snapshot: LoopCatalog
  ) -> Aftermath? {
    // Where its association has gone, whoever was promised a result gets it for as long as a call's.
    guard let retention = snapshot.catalog.retention(for: association) else { return nil }
    return Aftermath(
      DeliveryResult(
        outcome, status: last?.status, reason: reason,
        attempts: delivery.attempts + (last == nil ? 0 : 1)), retention: retention)
  }

  /// What a cancelled call leaves behind.
  func aftermathOfCancelling() -> Aftermath? {
    current.catalog.retention(for: nil).map {
      Aftermath(DeliveryResult(.cancelled, attempts: 0), retention: $0)
    }
  }
}
