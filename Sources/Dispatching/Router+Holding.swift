import Connectors
import Deliveries
import EventLoops
import HTTPSyntax
import Instants
import Manifests
import Routing
import Storage
import Telemetry

extension Router {
  /// Whether a queued delivery may be attempted now.
  func admit(_ attempt: QueuedAttempt, _ snapshot: LoopCatalog) -> Regulation.Admission {
    let delivery = attempt.delivery
    if attempt.event.callback != nil,
      case .callback(let invoker) = snapshot.invokers[attempt.target.version.index],
      !invoker.hasRoom(for: attempt.event)
    {
      return .hold(.host, until: loop.now + CallbackInvoker.pauseOfHost)
    }
    return admit(
      attempt.target, isRetry: delivery.attempts > 0, acceptedAt: delivery.acceptedAt, snapshot)
  }

  /// Whether a batch may be attempted now: as one, a retry where all of it has been tried, and as old
  /// as its oldest event.
  func admit(_ attempts: [QueuedAttempt], _ snapshot: LoopCatalog) -> Regulation.Admission {
    let deliveries = attempts.lazy.map(\.delivery)
    return admit(
      attempts[0].target, isRetry: deliveries.allSatisfy { $0.attempts > 0 },
      acceptedAt: deliveries.map(\.acceptedAt).min() ?? loop.wallNow, snapshot)
  }

  private func admit(
    _ target: Delivery, isRetry: Bool, acceptedAt: WallTime, _ snapshot: LoopCatalog
  ) -> Regulation.Admission {
    let now = loop.now
    let pace = target.association.flatMap { snapshot.catalog.paces[$0.index] }
    if let time = pace?.claim(acceptedAt: acceptedAt, now) { return .hold(.rate, until: time) }
    guard let regulator = snapshot.entry(target.version).regulator else { return .go(nil) }
    let admission = regulator.admit(isRetry: isRetry, acceptedAt: acceptedAt, now)
    if case .hold = admission { pace?.giveBack() }
    return admission
  }

  /// When a delivery that is held is looked at again: when it may go, or has expired.
  func wallTime(_ time: MonotonicTime, for attempt: QueuedAttempt) -> WallTime {
    // Due times are kept to the millisecond, rounded down; too early would be in vain.
    let due = loop.wallNow + (time - loop.now) + .milliseconds(1)
    return attempt.expiresAt.map { min(due, $0 + .milliseconds(1)) } ?? due
  }

  /// Tells a version's breaker what became of an attempt.
  ///
  /// - Parameter outcome: nil where there was none.
  func end(
    _ ticket: Breaker.Ticket, _ outcome: AttemptResult?, of version: VersionID,
    _ snapshot: LoopCatalog
  ) {
    let entry = snapshot.entry(version)
    let change = entry.regulator?.end(
      ticket, outcome.flatMap { Breaker.Sign($0) }, loop.now, words: outcome?.reason ?? "")
    switch change {
    case .opened(let time):
      let reason = entry.regulator?.holds(loop.now).first ?? ""
      services.log.warning(
        "the queue is held", LogField("function", entry.name), LogField("time", time.written),
        LogField("reason", reason))
    case .closed: services.log.info("the queue goes on", LogField("function", entry.name))
    case nil: break
    }
  }

  // MARK: Sync calls

  /// Refuses a sync call that may not go now: asked only where the manifest limits any.
  ///
  /// - Parameter ticket: where there is one, `end` must be told what became of the call.
  /// - Returns: nil where it may go.
  func refusal(
    _ delivery: Delivery, _ ticket: inout Breaker.Ticket?, _ snapshot: LoopCatalog
  ) -> Receipt? {
    let (entry, now) = (snapshot.entry(delivery.version), loop.now)
    let pace = delivery.association.flatMap { snapshot.catalog.paces[$0.index] }
    if let pace, let wait = pace.take(now) {
      let name = delivery.association.map { snapshot.table.name(of: $0).text } ?? ""
      return refusal(delivery, .atRate("association \(name)", pace.spec), wait, snapshot)
    }
    switch entry.regulator?.admitNow(now) {
    case nil: return nil
    case .go(let found):
      ticket = found
      return nil
    case .hold(.breaker, let time):
      pace?.giveBack()
      let problem = Problem(status: 503, detail: "\(entry.name) fails and is given a pause")
      return refusal(delivery, problem, time - now, snapshot)
    case .hold(_, let time):
      pace?.giveBack()
      return refusal(delivery, .atRate(entry.name, entry.spec.rate), time - now, snapshot)
    }
  }

  private func refusal(
    _ delivery: Delivery, _ problem: Problem, _ wait: Duration, _ snapshot: LoopCatalog
  ) -> Receipt {
    snapshot.countDelivery(delivery, .failure)
    return busy(problem, snapshot.entry(delivery.version), after: wait)
  }
}

extension Problem {
  fileprivate static func atRate(_ name: String, _ spec: PaceSpec?) -> Problem {
    Problem(status: 429, detail: "\(name) is at its rate of \(spec?.written ?? "")")
  }
}
