/// What the end of a delivery leaves behind, written in the transaction that ends it: neither is
/// there without the other.
///
/// A class, for most deliveries leave nothing and are to carry no more than that.
package final class Aftermath: Sendable, Hashable {
  package let result: DeliveryResult
  /// How long the result is kept.
  package let retention: Duration

  package init(_ result: DeliveryResult, retention: Duration) {
    self.result = result
    self.retention = retention
  }

  /// What it takes in memory and in the file, roughly.
  var bytes: Int { result.bytes }

  package static func == (left: Aftermath, right: Aftermath) -> Bool {
    left.result == right.result && left.retention == right.retention
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(result)
    hasher.combine(retention)
  }
}
