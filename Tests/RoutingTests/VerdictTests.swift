import CloudEvents
import JSONSyntax
import Testing

@testable import Routing

struct VerdictTests {
  private let source = SourceID(index: 0)
  private let name = FunctionName(unchecked: "resize")

  private func table(_ filters: [Filter?]) -> RoutingTable {
    let live = AliasName(unchecked: "live")
    let uploads = SourceName(unchecked: "uploads")
    return RoutingTable(
      functions: [
        FunctionVersions(
          name: name, numbers: [1, 2], hasOwnTarget: false,
          aliases: [live: [Weighted(1, weight: 90), Weighted(2, weight: 10)]])
      ],
      associations: filters.enumerated().map { number, filter in
        Association(
          name: AssociationName(unchecked: "a\(number)"), sources: [uploads],
          destinations: [Weighted(FunctionReference(function: name, qualifier: .alias(live)))],
          mode: .sync, filter: filter)
      }, sources: [uploads])
  }

  private func verdicts(_ filters: [Filter?], data: String? = nil, limit: Int = 32)
    -> (verdicts: [AssociationVerdict], others: Int)
  {
    let event = CloudEvent(
      id: "order-17", source: "s", type: "a", data: data.map { Array($0.utf8) })
    var payload = Payload { bytes in try? JSONValue(parsing: bytes) }
    return table(filters).verdicts(on: event, from: source, limit: limit, payload: &payload)
  }

  @Test func `a verdict has the version that was chosen and the hash that won`() {
    let found = verdicts([nil]).verdicts
    #expect(found.map(\.function?.description) == ["resize:1"])
    #expect(found[0].hash == 0x77d0_da44_2679_0ace)
    #expect(found[0].reason == "no filter")
  }

  @Test func `a refusal says the term and the value seen`() {
    let found = verdicts([.exact([AttributeCondition(attribute: "type", text: "b")])]).verdicts[0]
    #expect(!found.matched && found.function == nil && found.hash == nil)
    #expect(found.reason == #"refused by exact type: wanted "b", saw "a""#)
  }

  @Test func `nothing of the payload is told`() {
    let pattern = DataPattern(fields: [
      DataPattern.Field(name: "iban", condition: .anyOf([.equals("X")]))
    ])
    let found = verdicts([.data(pattern), .not(.data(pattern))], data: #"{"iban":"DE4715"}"#)
    #expect(found.verdicts[0].reason == #"refused by data: iban: wanted "X", saw another value"#)
    #expect(found.verdicts.allSatisfy { !$0.reason.contains("4715") })
    #expect(found.verdicts.map(\.matched) == [false, true])
  }

  @Test func `of many associations some are told of and the others counted`() {
    let found = verdicts([Filter?](repeating: nil, count: 10), limit: 3)
    #expect(found.verdicts.map(\.name.text) == ["a0", "a1", "a2"] && found.others == 7)
    #expect(verdicts([nil, nil], limit: 2).others == 0)
  }

  @Test func `a source is plain whose one association takes everything`() {
    #expect(table([nil]).isPlain(source))
    #expect(!table([nil, nil]).isPlain(source))
    #expect(!table([.exact([AttributeCondition(attribute: "type", text: "b")])]).isPlain(source))
  }
}
