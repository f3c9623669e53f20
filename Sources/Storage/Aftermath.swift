/// What the end of a delivery leaves behind, written in the transaction that ends it: neither is
/// there without the other.
///
/// A class, for most deliveries leave nothing and are to carry no more than that.
package final class Aftermath: Sendable, Hashable {
  /// nil where nobody may ask for it.
  package let kept: KeptResult?
  /// What is delivered because it has ended; ordered by nothing, and without a `once`.
  package let followUps: [NewDelivery]

  package init(_ kept: KeptResult?, followUps: [NewDelivery] = []) {
    self.kept = kept
    self.followUps = followUps
  }

  /// What it takes in memory and in the file, roughly.
  var bytes: Int { followUps.reduce(kept?.result.bytes ?? 0) { $0 + $1.bytes } }

  package static func == (left: Aftermath, right: Aftermath) -> Bool {
    left.kept == right.kept && left.followUps == right.followUps
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kept)
    hasher.combine(followUps)
  }
}
