import CloudEvents
import Testing

@testable import Routing

struct ExplanationTests {
  private let source = SourceID(index: 0)

  @Test func `each association of the source is explained`() throws {
    let table = makeTable()
    let event = CloudEvent(id: "order-17", source: "s", type: "a", subject: "order-18")
    var payload = fakePayload()
    let lines = table.explain(event, from: source, payload: &payload).associations
    #expect(lines.map(\.name.text) == ["all", "wanted", "unwanted", "nested"])
    #expect(lines.map(\.matched) == [true, true, false, true])
    #expect(lines.map(\.mode) == [.queued, .sync, .sync, .sync])
    #expect(lines.map { $0.function?.description } == ["resize:2", "resize:1", nil, "resize:1"])
    #expect(lines[0].reason == "no filter: every event matches; resize:2 is the only choice")
    #expect(
      lines[1].reason == #"type is "a"; "#
        + split(
          key: #"its subject "order-18""#,
          [
            "d8eb40f0daa699c0, score 0.0018", "782cfa52bdda7ae4, score 0.0756",
          ], in: lines[1].reason))
    #expect(lines[2].reason == #"refused by exact type: wanted "b", saw "a""#)
    #expect(
      lines[3].reason.contains(#"its id "order-17", as color is absent, picks resize:live, the"#))
    #expect(lines[3].reason.contains(", then resize:1, the smallest score of resize:1 (90 %"))
    #expect(lines[3].reason.contains("report (33.33 %, hash "))
  }

  @Test(
    arguments: [
      (.none, "x", nil, ""),
      (.key, "x", "x", #"; one after the other with those whose subject is "x""#),
      (.key, nil, nil, "; ordered by nothing, as subject is absent"),
      (.source, nil, "", "; one after the other with all of its association"),
    ] as [(DeliveryOrder, String?, String?, String)])
  func `an explanation says what a delivery goes one after the other with`(
    order: DeliveryOrder, subject: String?, line: String?, words: String
  ) throws {
    let function = FunctionVersions(
      name: FunctionName(unchecked: "f"), numbers: [], hasOwnTarget: true)
    var association = Association(
      name: AssociationName(unchecked: "a"), sources: [SourceName(unchecked: "s")],
      destinations: [Weighted(FunctionReference(function: function.name, qualifier: .latest))],
      mode: .queued, sticky: "subject")
    association.order = order
    let table = RoutingTable(
      functions: [function], associations: [association], sources: association.sources)
    let event = CloudEvent(id: "1", source: "s", type: "t", subject: subject)
    var payload = fakePayload()
    let lines = table.explain(event, from: source, payload: &payload).associations
    #expect(
      lines.map(\.reason) == ["no filter: every event matches; f is the only choice" + words])
    #expect(table.line(of: AssociationID(index: 0), for: event) == line)
  }

  @Test func `an explanation names the version that choose gives`() {
    let table = makeTable()
    for number in 0..<500 {
      let event = CloudEvent(id: "\(number)", source: "s", type: "a", subject: "x\(number)")
      var payload = fakePayload()
      for line in table.explain(event, from: source, payload: &payload).associations {
        guard let function = line.function, let id = table.id(of: line.name) else { continue }
        #expect(table[table.choose(id, for: event)] == function)
        #expect(line.reason.contains("\(function), the smallest") || !line.reason.contains("then"))
      }
    }
  }

  /// The reason as it must read, with scores as they stand: they are checked by their beginnings.
  private func split(key: String, _ beginnings: [String], in reason: String) -> String {
    var rest = reason[...]
    let scores = beginnings.map { beginning in
      guard let range = rest.firstRange(of: beginning) else { return "" }
      let score = rest[range.lowerBound...].prefix { $0 != ")" }
      rest = rest[range.upperBound...]
      return String(score)
    }
    return "\(key) picks resize:1, the smallest score of "
      + "resize:1 (90 %, hash \(scores[0])) and resize:2 (10 %, hash \(scores[1]))"
  }

  private func makeTable() -> RoutingTable {
    let live = AliasName(unchecked: "live")
    let name = FunctionName(unchecked: "resize")
    let resize = FunctionVersions(
      name: name, numbers: [1, 2], hasOwnTarget: false,
      aliases: [live: [Weighted(1, weight: 90), Weighted(2, weight: 10)]])
    let report = FunctionVersions(
      name: FunctionName(unchecked: "report"), numbers: [], hasOwnTarget: true)
    let toLive = Weighted(FunctionReference(function: name, qualifier: .alias(live)))
    let toReport = Weighted(
      FunctionReference(function: report.name, qualifier: .latest), weight: 0.5)
    let source = SourceName(unchecked: "uploads")
    func exact(_ text: String) -> Filter {
      .exact([AttributeCondition(attribute: "type", text: text)])
    }
    return RoutingTable(
      functions: [resize, report],
      associations: [
        Association(
          name: AssociationName(unchecked: "all"), sources: [source],
          destinations: [Weighted(FunctionReference(function: name, qualifier: .version(2)))],
          mode: .queued),
        Association(
          name: AssociationName(unchecked: "wanted"), sources: [source], destinations: [toLive],
          mode: .sync, filter: exact("a"), sticky: "subject"),
        Association(
          name: AssociationName(unchecked: "unwanted"), sources: [source],
          destinations: [toLive], mode: .sync, filter: exact("b")),
        Association(
          name: AssociationName(unchecked: "nested"), sources: [source],
          destinations: [toLive, toReport], mode: .sync, sticky: "color"),
      ], sources: [source])
  }
}
