import Instants

/// What is to be done with a delivery after an attempt.
package enum DeliveryDecision: Sendable, Hashable {
  /// It has been delivered.
  case done
  /// It is attempted again, not before this instant.
  case retry(at: WallTime)
  /// It has failed for good and is kept as a dead letter.
  case dead(reason: String)
  /// It has failed for good and is let go.
  case failed(reason: String)
  /// It is older than its policy allows, or would be at the next attempt.
  case expired

  /// How the delivery has ended; nil where it has not.
  package var outcome: DeliveryOutcome? {
    switch self {
    case .done: .success
    case .retry: nil
    case .dead: .deadLetter
    case .failed: .failure
    case .expired: .expired
    }
  }
}
