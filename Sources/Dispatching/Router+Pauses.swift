import CloudEvents
import Connectors
import Deliveries
import EventLoops
import Routing
import Storage

extension Router {
  /// Why an event can't be taken while something is paused; nil where it can.
  ///
  /// Whoever waits for an answer is told, before anything has been done with the event: were one
  /// association served, the sender's next try would serve it twice.
  @inline(never)  // It is no part of the task that waits for a function.
  func refusal(
    of wanted: Matches, _ arrival: borrowing Arrival, from source: SourceID,
    _ snapshot: LoopCatalog
  ) -> Receipt? {
    let pauses = snapshot.catalog.pauses
    if pauses.isPaused(source) { return .paused("the source \(arrival.source) is paused") }
    guard arrival.isAnswered else { return nil }
    for association in wanted.all where snapshot.table.mode(of: association) == .sync {
      let version = snapshot.table.choose(association, for: arrival.event)
      if let reason = pauses.reason(association, version) { return .paused(reason) }
    }
    return nil
  }

  /// Whether a stored delivery must wait for an operator.
  func isPaused(_ delivery: NewDelivery) -> Bool {
    guard current.hasPauses else { return false }
    return current.catalog.pauses.isPaused(delivery.association, delivery.version.function)
  }
}

extension Receipt {
  /// - Parameter reason: what is paused, in words for the sender.
  static func paused(_ reason: String) -> Receipt {
    Receipt(verdict: .retryLater(reason: reason, after: .seconds(10)))
  }
}
