import JSONSyntax

@testable import CloudEvents

func fuzzEvent(_ bytes: [UInt8]) {
  let event: CloudEvent
  let batch = Array("[".utf8) + bytes + Array("]".utf8)
  do throws(CloudEventError) {
    event = try CloudEvent(json: bytes.span)
  } catch {
    precondition(!error.description.utf8.contains(10), "an error is told on one line")
    // A byte order mark alone is refused for where it stands.
    precondition((try? CloudEvent.batch(json: batch.span, limit: 1))?.count ?? 0 == 0)
    return
  }
  guard let events = try? CloudEvent.batch(json: batch.span, limit: 1) else {
    preconditionFailure("an event is one in a batch too")
  }
  precondition(events.count == 1 && haveSameBytes(events[0], event))
  checkJSON(of: event)
  checkHead(of: event)
  checkKafka(of: event)
  checkMQTT(of: event)
}

func fuzzEventBatch(_ bytes: [UInt8]) {
  guard let events = try? CloudEvent.batch(json: bytes.span, limit: 100) else { return }
  precondition(events.count <= 100)
  var json: [UInt8] = []
  CloudEvent.appendJSONBatch(events, to: &json)
  guard let again = try? CloudEvent.batch(json: json.span, limit: events.count) else {
    preconditionFailure("what was written is not read")
  }
  precondition(events.count == again.count)
  for event in events { checkJSON(of: event) }
}

func fuzzEventHead(_ bytes: [UInt8]) {
  do throws(CloudEventError) {
    let event = try CloudEvent(storedHead: bytes.span, data: nil)
    checkHead(of: event)
    checkJSON(of: event)
    checkKafka(of: event)
    checkMQTT(of: event)
  } catch {
    precondition(!error.description.utf8.contains(10), "an error is told on one line")
  }
}

func fuzzJSON(_ bytes: [UInt8]) {
  let value: JSONValue
  do throws(JSONError) {
    value = try JSONValue(parsing: bytes.span)
  } catch {
    precondition((0...bytes.count).contains(error.offset), "the error lies in the text")
    precondition(error.line >= 1 && error.column >= 1)
    precondition(!error.description.utf8.contains(10), "an error is told on one line")
    return
  }
  for text in [value.compactText, value.prettyText] {
    guard let again = try? JSONValue(parsing: text.utf8Span.span) else {
      preconditionFailure("what was written is not read")
    }
    precondition(again == value && again.compactText.utf8.elementsEqual(value.compactText.utf8))
  }
}

/// What is written is read back; from the second time on, nothing changes any more.
private func checkJSON(of event: CloudEvent) {
  let second = writtenAndRead(event)
  // White space around JSON is dropped, and data without a type that is JSON gets its type.
  precondition(event.data == second.data || event.dataContentType.map(MediaType.isJSON) ?? true)
  var expected = event
  expected.data = second.data
  if event.dataContentType == nil { expected.dataContentType = second.dataContentType }
  precondition(haveSameBytes(expected, second), "the JSON format changes the event")
  precondition(haveSameBytes(writtenAndRead(second), second), "writing again changes the event")
}

private func writtenAndRead(_ event: CloudEvent) -> CloudEvent {
  var json: [UInt8] = []
  event.appendJSON(to: &json)
  guard let again = try? CloudEvent(json: json.span) else {
    preconditionFailure("what was written is not read: \(String(decoding: json, as: UTF8.self))")
  }
  return again
}

private func checkHead(of event: CloudEvent) {
  let head = event.storedHead
  guard let again = try? CloudEvent(storedHead: head.span, data: event.data) else {
    preconditionFailure("what was written is not read: \(String(decoding: head, as: UTF8.self))")
  }
  precondition(haveSameBytes(event, again), "the stored head changes the event")
}

private func checkKafka(of event: CloudEvent) {
  // In binary mode, data that is itself an event cannot be told from structured mode.
  let type = event.dataContentType ?? ""
  guard (try? ContentMode(contentType: type.utf8Span.span)) == .binary else { return }
  guard
    let again = try? CloudEvent(
      kafkaHeaders: event.kafkaHeaders(), key: event.kafkaKey, value: event.data)
  else { preconditionFailure("headers of Kafka are not read") }
  precondition(haveSameBytes(event, again), "Kafka changes the event")
}

private func checkMQTT(of event: CloudEvent) {
  let type = event.dataContentType ?? ""
  guard (try? ContentMode(contentType: type.utf8Span.span)) == .binary else { return }
  let properties = event.mqttProperties
  guard
    let again = try? CloudEvent(
      mqttContentType: properties.contentType, userProperties: properties.userProperties,
      payload: event.data ?? [])
  else { preconditionFailure("properties of MQTT are not read") }
  var expected = event
  if event.data == [] { expected.data = nil }
  precondition(haveSameBytes(expected, again), "MQTT changes the event")
}

/// `==` of texts disregards canonical equivalence, so the bytes are compared.
private func haveSameBytes(_ left: CloudEvent, _ right: CloudEvent) -> Bool {
  left.storedHead == right.storedHead && left.data == right.data
}
