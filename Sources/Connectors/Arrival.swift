import CloudEvents
import Routing

/// An event on its way in, with what its connector knows of it beyond the envelope.
package struct Arrival: Sendable {
  package var event: CloudEvent
  package var source: SourceName
  /// How the request looked, where it came by HTTP: targets with `format: passthrough` get it.
  package var request: RequestTrace?
  /// Where the event's order matters: the partition or key that `workers` are sharded by.
  package var shard: String?
  /// Who keeps the event until it is settled.
  package var custody: Custody

  package enum Custody: Sendable, Hashable {
    /// Nobody: a queued delivery must be durable in the store before the receipt.
    case none
    /// The source (Kafka): it delivers again what is not settled, so a queued delivery is
    /// attempted while the source waits and only parked in the store to be retried later.
    case source
    /// The source, and later events wait for this one: retries too happen while it waits, and
    /// only a dead letter goes to the store.
    case sourceInOrder
  }

  package init(
    event: CloudEvent, source: SourceName, request: RequestTrace? = nil, shard: String? = nil,
    custody: Custody = .none
  ) {
    self.event = event
    self.source = source
    self.request = request
    self.shard = shard
    self.custody = custody
  }
}

/// The parts of an HTTP request that a passthrough target sees again.
package struct RequestTrace: Sendable, Hashable {
  package var method: String
  /// What the source's `{rest...}` matched, or the whole path; begins with `/`.
  package var path: String
  /// Without the `?`; nil where there was none.
  package var query: String?
  /// End-to-end header lines as they came, each `name: value\r\n`, without `ce-*`,
  /// `Content-Length`, `Content-Type` and hop-by-hop headers.
  package var headerLines: [UInt8]

  package init(method: String, path: String, query: String?, headerLines: [UInt8]) {
    self.method = method
    self.path = path
    self.query = query
    self.headerLines = headerLines
  }
}

extension RequestTrace {
  /// What the store keeps: `METHOD PATH[?QUERY]\r\n` and the header lines.
  package var stored: [UInt8] {
    var bytes = Array("\(method) \(path)\(query.map { "?\($0)" } ?? "")\r\n".utf8)
    bytes.append(contentsOf: headerLines)
    return bytes
  }

  /// Reads what `stored` wrote; nil for anything else.
  package init?(stored bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: 13), end + 2 <= bytes.count,
      let space = bytes[..<end].firstIndex(of: 32)
    else { return nil }
    method = String(decoding: bytes[..<space], as: UTF8.self)
    let target = bytes[(space + 1)..<end]
    if let mark = target.firstIndex(of: 63) {
      path = String(decoding: target[..<mark], as: UTF8.self)
      query = String(decoding: target[(mark + 1)...], as: UTF8.self)
    } else {
      path = String(decoding: target, as: UTF8.self)
      query = nil
    }
    headerLines = Array(bytes[(end + 2)...])
  }
}
