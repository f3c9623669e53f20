import CloudEvents
import JSONSyntax
import Testing

/// The vectors of cloudevents/conformance for the JSON format, where they are at hand.
@Suite(.enabled(if: ProjectFiles.exist(ProjectFiles.conformanceData), "no ../shared/material"))
struct ConformanceDataTests {
  private static func texts(_ file: String, _ member: String) throws -> [(String, [UInt8])] {
    let bytes = try ProjectFiles.bytes("\(ProjectFiles.conformanceData)/\(file).json")
    let tests = try JSONValue(parsing: bytes.span)["tests"]?.array ?? []
    return tests.compactMap { test in
      guard let id = test["id"]?.string, let value = test[member] else { return nil }
      var bytes: [UInt8] = []
      value.append(to: &bytes)
      return (id, bytes)
    }
  }

  @Test func `valid events are read, and mean the same in every form`() throws {
    let events = try Self.texts("valid-events", "event")
    #expect(events.count >= 10)
    for (id, bytes) in events {
      let event = try CloudEvent(json: bytes.span)
      #expect(try CloudEvent(jsonText: event.jsonText) == event, "\(id)")
      let head = event.storedHead
      #expect(
        try CloudEvent(storedHead: head.span, data: event.data).parts == event.parts, "\(id)")
    }
  }

  @Test func `invalid events are refused`() throws {
    let events = try Self.texts("invalid-events", "event")
    #expect(events.count >= 25)
    for (id, bytes) in events {
      #expect(throws: CloudEventError.self, "\(id)") { _ = try CloudEvent(json: bytes.span) }
    }
  }

  @Test func `valid batches are read`() throws {
    let batches = try Self.texts("valid-batches", "batch")
    #expect(batches.count >= 5)
    for (id, bytes) in batches {
      let events = try CloudEvent.batch(json: bytes.span, limit: 10)
      let count = try JSONValue(parsing: bytes.span).array?.count
      #expect(events.count == count, "\(id)")
    }
  }

  @Test func `invalid batches are refused`() throws {
    let batches = try Self.texts("invalid-batches", "batch")
    #expect(batches.count >= 3)
    for (id, bytes) in batches {
      #expect(throws: CloudEventError.self, "\(id)") {
        _ = try CloudEvent.batch(json: bytes.span, limit: 10)
      }
    }
  }
}
