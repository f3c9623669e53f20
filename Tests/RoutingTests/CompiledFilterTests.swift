import CloudEvents
import JSONSyntax
import Testing

@testable import Routing

struct CompiledFilterTests {
  private static let event = CloudEvent(
    id: "1", source: "/cellar", type: "reading", subject: "sensors/é/temperature",
    extensions: [ExtensionAttribute(name: "level", value: .integer(7))])

  @Test(
    arguments: [
      (exact("type", "reading"), true), (exact("type", "Reading"), false),
      (exact("specversion", "1.0"), true), (exact("level", "7"), true), (exact("id", "1"), true),
      (exact("dataschema", ""), false), (exact("colour", ""), false),
      (.not(exact("colour", "")), true),
      (.exact([condition("type", "reading"), condition("id", "1")]), true),
      (.exact([condition("type", "reading"), condition("id", "2")]), false),
      (.prefix([condition("subject", "sensors/")]), true),
      (.prefix([condition("subject", "")]), true), (.prefix([condition("colour", "")]), false),
      (.prefix([condition("subject", "sensors/e")]), false),
      (.suffix([condition("subject", "/temperature")]), true),
      (.suffix([condition("subject", "x/sensors/é/temperature")]), false),
      (.all([exact("type", "reading"), .not(exact("id", "2"))]), true),
      (.all([exact("type", "reading"), exact("id", "2")]), false),
      (.any([exact("type", "x"), exact("id", "1")]), true),
      (.any([exact("type", "x"), exact("id", "2")]), false),
      (.not(.any([exact("type", "x"), exact("id", "2")])), true),
      (.exact([condition("subject", "sensors/e\u{301}/temperature")]), false),
    ] as [(Filter, Bool)])
  func `filters mean what Knative's mean`(filter: Filter, matches: Bool) {
    var payload = fakePayload()
    #expect(CompiledFilter(filter).matches(Self.event, payload: &payload) == matches)
  }

  @Test(
    arguments: [
      (exact("type", "a"), #"refused by exact type: wanted "a", saw "reading""#),
      (exact("time", "a"), #"refused by exact time: wanted "a", time is absent"#),
      (
        .prefix([condition("type", "re"), condition("id", "x")]),
        #"refused by prefix id: wanted "x", saw "1""#
      ),
      (
        .all([exact("type", "reading"), .suffix([condition("source", "x")])]),
        #"refused by suffix source: wanted "x", saw "/cellar""#
      ),
      (
        .any([exact("id", "2"), exact("id", "3")]),
        #"refused by any: none of its 2 holds (exact id: wanted "2", saw "1"; "#
          + #"exact id: wanted "3", saw "1")"#
      ),
      (.not(exact("id", "1")), #"refused by not: id is "1""#),
      (.data(DataPattern(fields: [])), "refused by data: the event has no data"),
      (
        .all([exact("id", "1"), .prefix([condition("type", "re")])]),
        #"id is "1" and type begins with "re""#
      ),
      (.any([exact("id", "2"), .suffix([condition("id", "1")])]), #"id ends with "1""#),
      (.not(exact("id", "2")), #"not (exact id: wanted "2", saw "1")"#),
    ] as [(Filter, String)])
  func `an explanation names the term and the value seen`(filter: Filter, reason: String) {
    var payload = fakePayload()
    #expect(CompiledFilter(filter).explain(Self.event, payload: &payload).reason == reason)
  }

  @Test func `long values are cut and control characters escaped`() {
    var event = Self.event
    event.subject = "\n" + String(repeating: "x", count: 500)
    var payload = fakePayload()
    let reason = CompiledFilter(exact("subject", "a")).explain(event, payload: &payload).reason
    #expect(reason.contains(#"saw "\nxxx"#))
    #expect(reason.hasSuffix("xxx\"…"))
    #expect(reason.count < 200)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `matches and explain agree with the definition`(seed: UInt64) {
    var random = RandomRouting(seed: seed)
    var matched = 0
    for _ in 0..<2_000 {
      let (filter, event) = (random.filter(), random.event())
      let compiled = CompiledFilter(filter)
      var payload = fakePayload()
      let expected = defines(filter, event)
      #expect(compiled.matches(event, payload: &payload) == expected, "\(filter) \(event)")
      let verdict = compiled.explain(event, payload: &payload)
      #expect(verdict.matches == expected)
      #expect(verdict.reason.hasPrefix("refused by ") == !expected)
      matched += expected ? 1 : 0
    }
    #expect((200...1_800).contains(matched))
  }

  /// A filter's meaning, spelt out without compiling anything.
  private func defines(_ filter: Filter, _ event: CloudEvent) -> Bool {
    func every(_ conditions: [AttributeCondition], _ holds: ([UInt8], [UInt8]) -> Bool) -> Bool {
      conditions.allSatisfy { condition in
        event.attribute(condition.attribute).map {
          holds(Array($0.utf8), Array(condition.text.utf8))
        } ?? false
      }
    }
    switch filter {
    case .exact(let conditions): return every(conditions) { $0 == $1 }
    case .prefix(let conditions): return every(conditions) { $0.starts(with: $1) }
    case .suffix(let conditions):
      return every(conditions) { $0.reversed().starts(with: $1.reversed()) }
    case .all(let filters): return filters.allSatisfy { defines($0, event) }
    case .any(let filters): return filters.contains { defines($0, event) }
    case .not(let filter): return !defines(filter, event)
    case .data(let pattern):
      var payload = fakePayload()
      return payload.json(of: event).map(pattern.matches) ?? false
    }
  }
}

private func condition(_ attribute: String, _ text: String) -> AttributeCondition {
  AttributeCondition(attribute: attribute, text: text)
}

private func exact(_ attribute: String, _ text: String) -> Filter {
  .exact([condition(attribute, text)])
}
