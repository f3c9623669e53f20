import CloudEvents
import JSONSyntax
import Synchronization
import Testing

@testable import Routing

struct PayloadTests {
  @Test func `data is parsed once, and only when a filter asks`() {
    let counter = Counter()
    var payload = Payload { bytes in
      counter.calls.add(1, ordering: .relaxed)
      return bytes.count == 1 ? .integer(Int64(bytes[0])) : nil
    }
    let event = CloudEvent(id: "1", source: "s", type: "t", data: [7])
    let pattern = DataPattern(fields: [])
    let filter = CompiledFilter(
      .any([
        .exact([AttributeCondition(attribute: "type", text: "t")]), .data(pattern),
      ]))
    #expect(filter.matches(event, payload: &payload))
    #expect(counter.calls.load(ordering: .relaxed) == 0)
    #expect(payload.json(of: event) == .integer(7))
    #expect(payload.json(of: event) == .integer(7))
    #expect(counter.calls.load(ordering: .relaxed) == 1)
  }

  @Test func `bytes that are not JSON are not parsed again`() {
    let counter = Counter()
    var payload = Payload { _ in
      counter.calls.add(1, ordering: .relaxed)
      return nil
    }
    let event = CloudEvent(id: "1", source: "s", type: "t", data: [7])
    #expect(payload.json(of: event) == nil)
    #expect(payload.json(of: event) == nil)
    #expect(counter.calls.load(ordering: .relaxed) == 1)
  }

  @Test func `an event without data has no JSON`() {
    var payload = Payload { _ in .null }
    #expect(payload.json(of: CloudEvent(id: "1", source: "s", type: "t")) == nil)
  }

  private final class Counter: Sendable {
    let calls = Atomic(0)
  }
}
