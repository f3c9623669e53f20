import CloudEvents
import Testing

@Suite struct TraceContextTests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let parent = "00-\(trace)-00f067aa0ba902b7-01"

  @Test(arguments: [
    (parent, parent), ("00-\(trace)-00f067aa0ba902b7-00", "00-\(trace)-00f067aa0ba902b7-00"),
    // Flags that are not known are passed on as zero (section 3.2.2.5.2).
    ("00-\(trace)-00f067aa0ba902b7-ff", "00-\(trace)-00f067aa0ba902b7-03"),
    // Of a later version only what this one has (section 3.2.4).
    ("cc-\(trace)-00f067aa0ba902b7-01", parent),
    ("01-\(trace)-00f067aa0ba902b7-01-what-will-be", parent),
    (
      "00-00000000000000000000000000000001-ffffffffffffffff-01",
      "00-00000000000000000000000000000001-ffffffffffffffff-01"
    ),
  ])
  func `a parent that keeps to the rules is read`(text: String, written: String) throws {
    let context = try #require(read([("traceparent", text)]))
    #expect(context.parentText == written)
    #expect(context.stateText == nil)
    #expect(context.traceID.description == written.split(separator: "-")[1])
  }

  @Test(arguments: [
    "", "00", "00-", String(parent.dropLast()), "\(parent)0", "\(parent)-", "\(parent)-00",
    "ff-\(trace)-00f067aa0ba902b7-01", "0-\(trace)-00f067aa0ba902b7-011",
    "00-\(trace.uppercased())-00f067aa0ba902b7-01", "00-\(trace)-00F067AA0BA902B7-01",
    "0G-\(trace)-00f067aa0ba902b7-01", "00-\(trace)-00f067aa0ba902b7-0x",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-\(trace)-0000000000000000-01", "00_\(trace)-00f067aa0ba902b7-01",
    "00-\(trace)_00f067aa0ba902b7-01", "00-\(trace)-00f067aa0ba902b7_01",
    "00-\(trace.dropLast())--00f067aa0ba902b7-01", "00-\(trace)-00f067aa0ba902b -01",
    "01-\(trace)-00f067aa0ba902b7-01.what", "01-\(trace)-00f067aa0ba902b7-01x", " \(parent)",
    "00-\(trace.dropLast())ü-00f067aa0ba902b7-1",
  ])
  func `any other parent is dropped, and the state with it`(text: String) {
    #expect(read([("traceparent", text), ("tracestate", "a=1")]) == nil)
  }

  @Test func `there is one parent, and a state is worth nothing without`() {
    #expect(read([("traceparent", Self.parent), ("traceparent", Self.parent)]) == nil)
    #expect(read([("tracestate", "a=1")]) == nil)
    #expect(read([("traceparen", Self.parent)]) == nil)
  }

  @Test(
    arguments: [
      (["a=1"], "a=1"), (["a=1", "b=2, c=3"], "a=1,b=2, c=3"), ([""], nil), (["a=1", ""], "a=1"),
      (["a=1\r\nX-Evil: 1"], nil), (["a=ü"], nil), (["a=1", "b=\u{7F}"], nil),
      (["b=\u{7F}", "a=1"], nil),
      ([list(32)], list(32)), ([list(33)], nil), ([list(16), list(16)], "\(list(16)),\(list(16))"),
      ([list(16), list(17)], nil),
      ([String(repeating: "x", count: 4_095)], String(repeating: "x", count: 4_095)),
      ([String(repeating: "x", count: 4_096)], nil),
    ] as [([String], String?)])
  func `a state is passed on as it came, or not at all`(texts: [String], written: String?) throws {
    let fields = texts.map { ("tracestate", $0) } + [("traceparent", Self.parent)]
    #expect(try #require(read(fields)).stateText == written)
  }

  @Test func `header lines are read back, and only from the front`() throws {
    for state in [nil, "a=1,b=2"] {
      let fields = [("traceparent", Self.parent)] + (state.map { [("tracestate", $0)] } ?? [])
      let context = try #require(read(fields))
      var bytes: [UInt8] = []
      context.appendHeaderLines(to: &bytes)
      let event = Array("ce-id: 1\r\n".utf8)
      var lines = (bytes + event)[...]
      #expect(TraceContext(leading: &lines) == context)
      #expect(lines == event[...])
      var other = (event + bytes)[...]
      #expect(TraceContext(leading: &other) == nil)
      #expect(other.count == event.count + bytes.count)
    }
  }

  @Test func `lines that were cut are left alone`() throws {
    var bytes: [UInt8] = []
    try #require(read([("traceparent", Self.parent), ("tracestate", "a=1")]))
      .appendHeaderLines(to: &bytes)
    for count in 0..<bytes.count {
      var lines = bytes[..<count]
      _ = TraceContext(leading: &lines)
      #expect(lines.endIndex == count)
    }
  }

  @Test func `an event's own trace are its extensions`() throws {
    func event(_ value: AttributeValue) -> CloudEvent {
      CloudEvent(
        id: "1", source: "/s", type: "t",
        extensions: [
          ExtensionAttribute(name: "colour", value: .string("red")),
          ExtensionAttribute(name: "tracestate", value: .string("a=1")),
          ExtensionAttribute(name: "traceparent", value: value),
        ])
    }
    let context = try #require(TraceContext(event(.string(Self.parent))))
    #expect(context.parentText == Self.parent && context.stateText == "a=1")
    #expect(TraceContext(event(.string("no"))) == nil)
    #expect(TraceContext(event(.integer(1))) == nil)
    #expect(TraceContext(CloudEvent(id: "1", source: "/s", type: "t")) == nil)
  }

  @Test(arguments: [UInt64(7)])
  func `each step has a parent of its own in the same trace`(seed: UInt64) throws {
    var bits = RandomBits(seed: (seed, seed))
    let context = try #require(read([("traceparent", Self.parent), ("tracestate", "a=1")]))
    let steps = (0..<1_000).map { _ in context.next(&bits) }
    #expect(Set(steps.map(\.parentID)).count == 1_000)
    for step in steps {
      #expect(step.traceID == context.traceID && step.stateText == "a=1")
      #expect(step.parentText.hasSuffix("-01"))
      #expect(read([("traceparent", step.parentText), ("tracestate", "a=1")]) == step)
    }
  }

  @Test(arguments: [UInt64(8)])
  func `a trace that begins here is sampled and unlike others`(seed: UInt64) {
    var bits = RandomBits(seed: (seed, seed))
    let traces = (0..<1_000).map { _ in TraceContext(beginningWith: &bits) }
    #expect(Set(traces.map(\.traceID)).count == 1_000)
    for trace in traces {
      #expect(read([("traceparent", trace.parentText)]) == trace)
      #expect(trace.parentText.hasSuffix("-01"))
    }
  }

  private static func list(_ count: Int) -> String {
    (0..<count).map { "k\($0)=v" }.joined(separator: ",")
  }

  private func read(_ fields: [(String, String)]) -> TraceContext? {
    var assembler = TraceContextAssembler()
    for (name, value) in fields { assembler.take(name, value.utf8Span.span) }
    return assembler.finish()
  }
}
