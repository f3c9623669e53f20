import Connectors
import Deliveries
import EventLoops
import Routing
import Storage
import Telemetry

extension Router {
  package func cancel(_ call: String) async -> Receipt? {
    do throws(StoreError) {
      guard let delivery = try await services.store.cancel(call, leaving: resultOfCancelling())
      else { return nil }
      current.countCancelled(delivery.version)
      noteCancelled(call, delivery, current)
      services.log.info(
        "delivery is cancelled", LogField("delivery", call), LogField("function", delivery.version))
      return Receipt(verdict: .settled)
    } catch {
      return Receipt(verdict: .retryLater(reason: error.description, after: .seconds(1)))
    }
  }

  package func report(on call: String) async -> CallReport? {
    let found: FoundCall?
    do throws(StoreError) {
      found = try await services.store.call(call)
    } catch {
      return .unavailable(reason: error.description)
    }
    switch found {
    case nil: return nil
    case .underWay(let attempts, let due, let isLeased):
      let state: CallReport.State = isLeased ? .running : attempts > 0 ? .retrying : .waiting
      return .underWay(state, attempts: attempts, nextAttemptAt: isLeased ? nil : due)
    case .ended(let stored): return .ended(CallEnd(stored))
    }
  }
}

extension CallEnd {
  fileprivate init(_ stored: StoredResult) {
    let result = stored.result
    self.init(
      outcome: result.outcome, function: stored.version.description, status: result.status,
      attempts: result.attempts, duration: result.duration, headerLines: result.headerLines,
      body: result.body, bodyBytes: result.bodyBytes, reason: result.reason,
      redrivenAs: stored.redrivenAs)
  }
}
