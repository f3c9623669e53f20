import CloudEvents
import Testing

@Suite struct CloudEventErrorTests {
  @Test(arguments: [
    (CloudEventError(.required, attribute: "id"), #"attribute "id" is required, but absent"#),
    (
      CloudEventError(.timestamp, attribute: "time", found: "noon"),
      #"attribute "time" must be a timestamp like "2026-03-29T01:30:00Z" (RFC 3339), "#
        + #"but it is "noon""#
    ),
    (
      CloudEventError(.jsonObject, index: 3), "event 3 of the batch: an event must be a JSON object"
    ),
    (CloudEventError(.atMost(7)), "a batch must have at most 7 events"),
    (
      CloudEventError(.atMost(7), attribute: "x"),
      #"attribute "x" is one too many: an event must have at most 7 extensions"#
    ),
  ])
  func `an error reads as a sentence`(_ error: CloudEventError, _ sentence: String) {
    #expect(error.description == sentence)
  }

  @Test func `what a sender wrote cannot break out of the sentence or swell it`() {
    let error = CloudEventError(
      .name, attribute: "a\"\r\nb", found: String(repeating: "\u{1F600}", count: 10_000))
    #expect(error.found?.unicodeScalars.count == 65)
    #expect(error.description.contains(#""a\"\r\nb""#))
    let long = CloudEventError(.name, attribute: String(repeating: "a", count: 1_000))
    #expect(long.description.utf8.count < 250)
  }
}
