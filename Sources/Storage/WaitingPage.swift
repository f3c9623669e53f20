/// What a stretch of the deliveries has of those that are looked for.
struct WaitingPage: Sendable {
  var found: [(token: Int64, delivery: WaitingDelivery)] = []
  /// The last that was looked at; nil where there are no more.
  var next: Int64?
}
