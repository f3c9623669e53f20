import Routing

/// What is told of a delivery that was cancelled.
package struct CancelledDelivery: Sendable, Hashable {
  package var version: FunctionVersion
  package var eventID: String
}
