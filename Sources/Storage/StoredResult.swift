import Routing

/// What is known of a delivery that has ended.
package struct StoredResult: Sendable, Hashable {
  /// The function's version that it went to.
  package var version: FunctionVersion
  package var result: DeliveryResult
  /// The delivery that was made of it last, where it was a dead letter that has been redriven.
  package var redrivenAs: String?
}
