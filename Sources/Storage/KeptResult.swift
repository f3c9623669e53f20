/// A result that can be asked for by the id of its delivery, and how long.
package struct KeptResult: Sendable, Hashable {
  package var result: DeliveryResult
  package var retention: Duration

  package init(_ result: DeliveryResult, for retention: Duration) {
    self.result = result
    self.retention = retention
  }
}
