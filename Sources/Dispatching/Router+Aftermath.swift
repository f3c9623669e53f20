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
    let isKept = reply.body.count <= snapshot.catalog.manifest.results.maxResultBytes
    return Aftermath(
      DeliveryResult(
        .success, status: reply.status, attempts: attempt.delivery.attempts + 1,
        duration: invocation.elapsed(at: loop.now), headerLines: reply.headerLines,
        body: isKept ? reply.body : nil, bodyBytes: reply.body.count), retention: retention)
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
    guard association != nil || delivery.association == nil,
      let retention = snapshot.catalog.retention(for: association)
    else { return nil }
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
