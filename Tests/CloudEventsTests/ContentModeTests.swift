import CloudEvents
import Testing

@Suite struct ContentModeTests {
  @Test(arguments: [
    ("", ContentMode.binary), ("application/json", .binary), ("text/plain", .binary),
    ("application/cloudevent", .binary), ("application/cloud", .binary),
    ("application/cloudevents", .structured), ("application/cloudevents+json", .structured),
    ("application/cloudevents+json; charset=UTF-8", .structured),
    ("Application/CloudEvents+JSON;charset=utf-8", .structured),
    ("application/cloudevents ; x=y", .structured),
    ("application/cloudevents-batch", .batch), ("application/cloudevents-batch+json", .batch),
    ("APPLICATION/CLOUDEVENTS-BATCH+JSON; charset=UTF-8", .batch),
    (ContentMode.structuredContentType, .structured), (ContentMode.batchContentType, .batch),
  ])
  func `the content type tells the mode, batch before structured`(
    _ type: String, _ mode: ContentMode
  ) throws {
    #expect(try ContentMode(contentType: type.utf8Span.span) == mode)
  }

  @Test(arguments: [
    "application/cloudevents+avro", "application/cloudevents-batch+protobuf",
    "application/cloudevents+jsonx", "application/cloudeventsx", "application/cloudevents-other",
  ])
  func `a format other than JSON is told`(_ type: String) {
    let error = #expect(throws: CloudEventError.self) {
      _ = try ContentMode(contentType: type.utf8Span.span)
    }
    #expect(error?.rule == .jsonFormatOnly)
    #expect(error?.description.contains(type) == true)
  }
}
