/// Several events as one request's body.
///
/// A class, so that the invocations of single events are not larger for it.
final class BatchBody: Sendable {
  let bytes: [UInt8]
  /// How many events they are.
  let count: Int

  init(bytes: [UInt8], count: Int) {
    self.bytes = bytes
    self.count = count
  }

  static let contentType = "application/cloudevents-batch+json"
}
