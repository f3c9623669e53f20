import CloudEvents
import Instants
import RdKafka
import Routing

/// From a record to an event: one that is a CloudEvent as it is, any other wrapped.
///
/// Source: CloudEvents Kafka Protocol Binding 1.0.2, section 3.
struct KafkaEnvelope: Sendable {
  /// The `source` of what is wrapped, but for the topic.
  private let address: String

  init(source: SourceName, broker: String) {
    address = "kafka://\(broker)/\(source.text)#"
  }

  /// - Parameter now: the `time` of a record that has none.
  func event(of record: KafkaRecord, now: WallTime) -> CloudEvent {
    var event = binary(record) ?? wrapped(record, now: now)
    if let key = record.key, event.attribute("partitionkey") == nil {
      event.extensions.append(
        ExtensionAttribute(name: "partitionkey", value: .string(Self.text(of: key))))
    }
    return event
  }

  /// The text of a key: itself where it is printable, else in hexadecimal digits.
  static func text(of key: [UInt8]) -> String {
    if let text = String(validating: key, as: UTF8.self),
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) })
    {
      return text
    }
    return "0x" + key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// An event in the binary mode, which has its attributes in `ce_` headers; nil where one of
  /// those that it must have is missing.
  private func binary(_ record: KafkaRecord) -> CloudEvent? {
    guard record.headers.contains(where: { $0.name == "ce_specversion" }) else { return nil }
    var event = CloudEvent(id: "", source: "", type: "", data: record.value)
    for header in record.headers {
      guard let bytes = header.value, let text = String(validating: bytes, as: UTF8.self) else {
        continue
      }
      switch header.name.lowercased() {
      case "ce_specversion": if text != "1.0" { return nil }
      case "ce_id": event.id = text
      case "ce_source": event.source = text
      case "ce_type": event.type = text
      case "ce_subject": event.subject = text
      case "ce_time": event.time = text
      case "ce_dataschema": event.dataSchema = text
      case "content-type": event.dataContentType = text
      case let name where name.hasPrefix("ce_"):
        event.extensions.append(
          ExtensionAttribute(name: String(name.dropFirst(3)), value: .string(text)))
      default: break
      }
    }
    return event.id.isEmpty || event.source.isEmpty || event.type.isEmpty ? nil : event
  }

  /// An event around a record that is none; the payload stays as it is.
  ///
  /// Its identity comes from the record's place, so that a record that comes again is the same
  /// event; its time is the record's, if it has one.
  private func wrapped(_ record: KafkaRecord, now: WallTime) -> CloudEvent {
    let topic = record.partition.topic
    let time = record.timestampMilliseconds.map { WallTime(millisecondsSinceEpoch: $0) } ?? now
    var event = CloudEvent(
      id: RecordIdentity.text(of: record), source: address + topic,
      type: "dev.patchbay.kafka.record", subject: topic, time: time.rfc3339, data: record.value)
    if let key = record.key, !key.isEmpty { event.subject = Self.text(of: key) }
    for header in record.headers {
      guard let bytes = header.value, let text = String(validating: bytes, as: UTF8.self) else {
        continue
      }
      switch header.name.lowercased() {
      case "content-type": event.dataContentType = text
      case let name where name == "traceparent" || name == "tracestate":
        event.extensions.append(ExtensionAttribute(name: name, value: .string(text)))
      default: break
      }
    }
    return event
  }
}
