/// A delivery behind one reference, shared by the commit that writes it and the cache until it is
/// leased.
final class DeliveryBox: Sendable {
  let delivery: NewDelivery
  /// What it takes in memory and in the file, roughly.
  let bytes: Int

  init(_ delivery: consuming NewDelivery) {
    let payload =
      delivery.head.count + (delivery.data?.count ?? 0) + (delivery.request?.count ?? 0)
    bytes = payload + 256
    self.delivery = delivery
  }
}
