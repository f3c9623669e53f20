import Storage

/// A leased delivery that waits for others to go with.
struct GatheredEvent: Sendable {
  var lease: Lease
  /// The event in the JSON format, as its part of the request.
  var json: [UInt8]
}
