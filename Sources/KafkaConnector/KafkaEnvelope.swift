import CloudEvents
import Instants
import RdKafka
import Routing

/// From a record to an event: one that is a CloudEvent as it is, any other wrapped.
///
/// Source: CloudEvents Kafka Protocol Binding 1.0.2, section 3.
struct KafkaEnvelope: Sendable {
  /// The `type` of events that are no CloudEvents themselves.
  static let type = "dev.patchbay.kafka.record"

  /// The `source` of these events, but for the topic.
  private let address: String

  /// - Parameter broker: nil where it is a secret.
  init(source: SourceName, broker: String?) {
    address = broker.map { "kafka://\($0)/\(source.text)#" } ?? "kafka:\(source.text)#"
  }

  /// - Parameter now: the `time` of a record that has none.
  /// - Throws: where a record is meant to be a CloudEvent and breaks the rules of the binding.
  func event(of record: KafkaRecord, now: WallTime) throws(CloudEventError) -> CloudEvent {
    var event = try eventItself(record) ?? wrapped(record, now: now)
    if let key = record.key, !key.isEmpty, event.attribute("partitionkey") == nil {
      event.extensions.append(
        ExtensionAttribute(name: "partitionkey", value: .string(Self.text(of: key))))
    }
    return event
  }

  /// The trace that a record's own headers tell of.
  static func trace(of record: KafkaRecord) -> TraceContext? {
    if record.headers.isEmpty { return nil }
    var assembler = TraceContextAssembler()
    for header in record.headers {
      if let value = header.value { assembler.take(header.name.lowercased(), value.span) }
    }
    return assembler.finish()
  }

  /// The text of a key: itself where an attribute may have it, else in hexadecimal digits.
  static func text(of key: [UInt8]) -> String {
    if let text = String(validating: key, as: UTF8.self),
      !text.unicodeScalars.contains(where: isForbidden)
    {
      return text
    }
    return "0x" + key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Control characters and noncharacters (CloudEvents 1.0.2, section "Type System").
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      || scalar.properties.isNoncharacterCodePoint
  }

  private func eventItself(_ record: KafkaRecord) throws(CloudEventError) -> CloudEvent? {
    if record.headers.isEmpty { return nil }
    var headers: [(name: String, value: [UInt8])] = []
    headers.reserveCapacity(record.headers.count)
    for header in record.headers {
      if let value = header.value { headers.append((header.name, value)) }
    }
    return try CloudEvent(kafkaHeaders: headers, key: record.key, value: record.value)
  }

  /// An event around a record that is none; the payload stays as it is.
  ///
  /// Its identity comes from the record's place, so that a record that comes again is the same
  /// event; its time is the record's, if it has one.
  private func wrapped(_ record: KafkaRecord, now: WallTime) -> CloudEvent {
    let topic = record.partition.topic
    var contentType: String?
    var trace: [ExtensionAttribute] = []
    for header in record.headers {
      guard let bytes = header.value, let text = String(validating: bytes, as: UTF8.self) else {
        continue
      }
      switch header.name.lowercased() {
      case "content-type":
        contentType = text
      case let name where name == "traceparent" || name == "tracestate":
        if !text.unicodeScalars.contains(where: Self.isForbidden) {
          trace.append(ExtensionAttribute(name: name, value: .string(text)))
        }
      default: break
      }
    }
    var event = CloudEvent.wrapping(
      id: RecordIdentity.text(of: record), source: address + topic, type: Self.type,
      subject: record.key.flatMap { $0.isEmpty ? nil : Self.text(of: $0) } ?? topic,
      time: Self.time(of: record) ?? now, contentType: contentType, data: record.value)
    for attribute in trace where event.attribute(attribute.name) == nil {
      event.extensions.append(attribute)
    }
    return event
  }

  /// The record's own time; nil where it has none, or one that is centuries away.
  private static func time(of record: KafkaRecord) -> WallTime? {
    guard let milliseconds = record.timestampMilliseconds else { return nil }
    let (nanoseconds, isTooFar) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return isTooFar ? nil : WallTime(nanosecondsSinceEpoch: nanoseconds)
  }
}
