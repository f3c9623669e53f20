import CloudEvents
import TestSupport
import Testing

@Suite struct CloudEventBatchTests {
  private func batch(_ text: String, limit: Int = 10) throws(CloudEventError) -> [CloudEvent] {
    let bytes = Array(text.utf8)
    return try CloudEvent.batch(json: bytes.span, limit: limit)
  }

  @Test func `a batch may be empty`() throws {
    #expect(try batch(" [ ] ").isEmpty)
    var bytes: [UInt8] = []
    CloudEvent.appendJSONBatch([], to: &bytes)
    #expect(bytes == Array("[]".utf8))
  }

  @Test(arguments: [
    (#"{"id":"x"}"#, "event 1 of the batch: attribute \"specversion\" is required, but absent"),
    ("1", "event 1 of the batch: an event must be a JSON object"),
    (#"{"id":}"#, "event 1 of the batch: the event is not JSON: "),
  ])
  func `an error names the event`(_ second: String, _ sentence: String) {
    let error = #expect(throws: CloudEventError.self) {
      _ = try batch("[\(CloudEvent.minimal.jsonText),\(second)]")
    }
    #expect(error?.index == 1)
    #expect(error?.description.hasPrefix(sentence) == true)
  }

  @Test func `a batch has at most so many events`() throws {
    let text = "[" + Array(repeating: CloudEvent.minimal.jsonText, count: 3).joined(separator: ",")
    #expect(try batch(text + "]", limit: 3).count == 3)
    #expect(throws: CloudEventError(.atMost(2))) { _ = try batch(text + "]", limit: 2) }
  }

  @Test(arguments: ["", "{}", "[1", "[,]", "[] []"])
  func `what is no array is refused`(_ text: String) {
    #expect(throws: CloudEventError.self) { _ = try batch(text) }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a batch comes back`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var events = (0..<5).map { _ in random.event(typed: true) }
    for index in events.indices where events[index].dataContentType == nil {
      events[index].dataContentType = "application/json"
    }
    var bytes: [UInt8] = []
    CloudEvent.appendJSONBatch(events, to: &bytes)
    #expect(try CloudEvent.batch(json: bytes.span, limit: 5) == events)
  }
}
