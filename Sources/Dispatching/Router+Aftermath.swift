import Deliveries
import EventLoops
import HTTPTransport
import Manifests
import Routing
import Storage

extension Router {
  /// What a success leaves behind; nil where nobody wants to know of it.
  ///
  /// - Parameter result: nil where it is not this delivery's own, but a batch's.
  func aftermath(
    of attempt: QueuedAttempt, _ invocation: Invocation, _ result: InvocationResult?,
    _ outcome: AttemptResult, _ snapshot: LoopCatalog
  ) -> Aftermath? {
    let (delivery, association) = (attempt.delivery, attempt.target.association)
    guard isWanted(.success, of: delivery, by: association, snapshot) else { return nil }
    var end = DeliveryResult(
      .success, status: outcome.status, attempts: delivery.attempts + 1,
      duration: invocation.elapsed(at: loop.now), body: [])
    end.take(result)
    return aftermath(of: delivery, by: association, end, snapshot)
  }

  /// What a delivery leaves behind that has failed for good; nil where nobody wants to know of it.
  ///
  /// - Parameters:
  ///   - association: nil where it has none, or none any more.
  ///   - last: what the last attempt came to; nil where its end was none.
  ///   - invoked: the last attempt, with what came of it; nil where its end was none.
  func aftermath(
    of delivery: NewDelivery, by association: AssociationID?, _ outcome: DeliveryOutcome,
    because reason: String, after last: AttemptResult?,
    invoked: (invocation: Invocation, result: InvocationResult?)? = nil, _ snapshot: LoopCatalog
  ) -> Aftermath? {
    guard isWanted(outcome, of: delivery, by: association, snapshot) else { return nil }
    var end = DeliveryResult(
      outcome, status: last?.status, reason: reason,
      attempts: delivery.attempts + (last == nil ? 0 : 1),
      duration: invoked?.invocation.elapsed(at: loop.now) ?? .zero)
    end.take(invoked?.result)
    return aftermath(of: delivery, by: association, end, snapshot)
  }

  /// What a cancelled call leaves behind.
  func resultOfCancelling() -> KeptResult? {
    current.catalog.retention(for: nil).map {
      KeptResult(DeliveryResult(.cancelled, attempts: 0), for: $0)
    }
  }

  private func isWanted(
    _ outcome: DeliveryOutcome, of delivery: NewDelivery, by association: AssociationID?,
    _ snapshot: LoopCatalog
  ) -> Bool {
    snapshot.catalog.retention(for: association) != nil
      || follower(of: outcome, of: delivery, by: association, snapshot) != nil
  }

  private func aftermath(
    of delivery: NewDelivery, by association: AssociationID?, _ end: DeliveryResult,
    _ snapshot: LoopCatalog
  ) -> Aftermath {
    // Where its association has gone, whoever was promised a result gets it for as long as a call's.
    let kept = snapshot.catalog.retention(for: association).map {
      KeptResult(end.kept(within: snapshot.catalog.manifest.results), for: $0)
    }
    return Aftermath(kept, followUps: followUps(of: delivery, by: association, end, snapshot))
  }
}

extension DeliveryResult {
  /// Takes over what the function answered, if it did.
  fileprivate mutating func take(_ result: InvocationResult?) {
    guard case .reply(let reply) = result else { return }
    headerLines = reply.headerLines
    body = reply.body
    bodyBytes = reply.body.count
  }

  /// As it is kept to be asked for: with an answer only where that is a success.
  fileprivate func kept(within limits: ResultsSpec) -> DeliveryResult {
    var kept = self
    if outcome != .success {
      (kept.headerLines, kept.bodyBytes) = ([], 0)
      kept.body = nil
    } else if bodyBytes > limits.maxResultBytes || bytes > limits.maxBytes {
      // One that has no room beside others, or not even alone, is told of without its body.
      kept.body = nil
    }
    return kept
  }
}
