import Manifests
import Storage

/// Deliveries that go to their function in one request, in the order in which they arrived.
struct EventBatch: Sendable {
  let key: BatchKey
  let spec: BatchSpec
  /// At least one.
  let events: [GatheredEvent]

  init(_ key: BatchKey, _ spec: BatchSpec, _ events: [GatheredEvent]) {
    precondition(!events.isEmpty, "a batch of no events")
    self.key = key
    self.spec = spec
    // Several loops may have brought them.
    self.events = events.sorted { $0.lease.token < $1.lease.token }
  }

  /// One that stands for all where it does not matter which.
  var first: NewDelivery { events[0].lease.delivery }

  /// The body of a request with some of the events.
  ///
  /// Source: CloudEvents JSON format 1.0.2, section 4.
  func body(_ part: Range<Int>) -> BatchBody {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(events[part].reduce(1) { $0 + $1.json.count + 1 })
    bytes.append(UInt8(ascii: "["))
    for index in part {
      if index > part.lowerBound { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: events[index].json)
    }
    bytes.append(UInt8(ascii: "]"))
    return BatchBody(bytes: bytes, count: part.count)
  }
}
