import CloudEvents
import Testing

@testable import Routing

struct RoutingTableTests {
  @Test func `associations come in the order of declaration`() throws {
    let table = RoutingTable(
      functions: [report],
      associations: [
        association("c", filter: nil), association("a", filter: exact("type", "t")),
        association("b", filter: .not(exact("type", "t"))), association("d", filter: nil),
        association("other", from: "nightly", filter: nil),
        association("e", filter: .prefix([AttributeCondition(attribute: "id", text: "")])),
      ], sources: [uploads, nightly])
    #expect(try match(table, CloudEvent(id: "1", source: "s", type: "t")) == ["c", "a", "d", "e"])
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `the index brings what asking every filter brings`(seed: UInt64) throws {
    var random = RandomRouting(seed: seed)
    let associations = (0..<60).map { number in
      association(
        "a\(number)", from: Bool.random(using: &random.generator) ? "uploads" : "nightly",
        filter: number % 9 == 0 ? nil : random.filter())
    }
    let table = RoutingTable(
      functions: [report], associations: associations, sources: [nightly, uploads])
    for _ in 0..<300 {
      let event = random.event()
      var payload = fakePayload()
      let expected = associations.filter {
        $0.sources == [uploads]
          && ($0.filter.map { CompiledFilter($0).matches(event, payload: &payload) } ?? true)
      }
      #expect(try match(table, event) == expected.map(\.name.text))
      let source = try #require(table.id(of: uploads))
      let explanation = table.explain(event, from: source, payload: &payload)
      #expect(
        explanation.associations.map(\.name)
          == associations.filter {
            $0.sources == [uploads]
          }.map(\.name))
      #expect(
        explanation.associations.filter(\.matched).map(\.name.text)
          == expected.map(\.name.text))
    }
  }

  enum Shape: String, CaseIterable, Sendable {
    case otherSource, exact, exactOfSeveral, rareInCommon, prefix, suffix, any, nested

    func filter(_ number: Int) -> Filter {
      let own = AttributeCondition(attribute: "subject", text: "thing-\(number)/")
      let common = AttributeCondition(attribute: "type", text: "t")
      switch self {
      case .otherSource, .exact: return .exact([own])
      case .exactOfSeveral: return .exact([common, own])
      case .rareInCommon: return .all([.exact([common]), .prefix([common]), .prefix([own])])
      case .prefix: return .prefix([own])
      case .suffix:
        return .suffix([AttributeCondition(attribute: "subject", text: "/thing-\(number)")])
      case .any:
        return .any([
          .exact([own]), .exact([AttributeCondition(attribute: "color", text: "\(number)")]),
        ])
      case .nested: return .all([.not(.exact([common])), .any([.all([.prefix([own])])])])
      }
    }
  }

  @Test(arguments: Shape.allCases)
  func `of 100,000 associations only the one that may want the event is asked`(
    shape: Shape
  ) throws {
    let source = shape == .otherSource ? "nightly" : "uploads"
    let associations = (0..<100_000).map {
      association("a\($0)", from: source, filter: shape.filter($0))
    }
    let table = RoutingTable(
      functions: [report], associations: associations, sources: [uploads, nightly])
    let id = try #require(table.id(of: uploads))
    var event = CloudEvent(id: "1", source: "s", type: "t", subject: "thing-77777/")
    switch shape {
    case .suffix: event.subject = "x/thing-77777"
    case .any: event.extensions = [ExtensionAttribute(name: "color", value: .integer(77_777))]
    case .nested: event.type = "u"
    default: break
    }
    var asked = 0
    table.forEachCandidate(event, from: id) { _ in asked += 1 }
    #expect(asked == (shape == .otherSource ? 0 : 1))
    #expect(try match(table, event) == (shape == .otherSource ? [] : ["a77777"]))
    event.subject = "nothing"
    event.extensions = []
    table.forEachCandidate(event, from: id) { _ in Issue.record("asked for nothing") }
  }

  @Test func `references lead to versions`() throws {
    let own = FunctionVersions(name: name("own"), numbers: [], hasOwnTarget: true)
    let both = FunctionVersions(name: name("both"), numbers: [1, 2], hasOwnTarget: true)
    let table = RoutingTable(functions: [own, both, resize], associations: [], sources: [])
    for (reference, version) in [
      ("own", "own:latest"), ("both", "both:latest"), ("both:2", "both:2"), ("resize", "resize:3"),
      ("resize:latest", "resize:3"), ("resize:1", "resize:1"), ("resize:stable", "resize:2"),
      ("own:1", nil), ("resize:4", nil), ("resize:nope", nil), ("nope", nil),
    ] {
      let reference = try #require(FunctionReference(reference))
      let id = table.resolve(reference, key: "k")
      #expect(id.map { table[$0].description } == version)
    }
  }

  @Test func `identifiers lead to what they name`() throws {
    let table = RoutingTable(
      functions: [report, resize],
      associations: [association("a", filter: nil), association("b", filter: nil)],
      sources: [uploads, nightly])
    #expect(table.id(of: nightly)?.index == 1)
    #expect(table.id(of: SourceName(unchecked: "nope")) == nil)
    let second = try #require(table.id(of: AssociationName(unchecked: "b")))
    #expect(second.index == 1)
    #expect(table.name(of: second).text == "b")
    #expect(table.mode(of: second) == .sync)
    for (index, version) in table.versions.enumerated() {
      #expect(table.id(of: version)?.index == index)
      #expect(table[VersionID(index: index)] == version)
    }
    #expect(
      table.versions.map(\.description) == [
        "report:latest", "resize:1", "resize:2", "resize:3",
      ])
  }

  @Test func `the sticky attribute's value decides, or the event's id`() throws {
    let split = ["resize:1", "resize:2"]
    let table = RoutingTable(
      functions: [resize],
      associations: [
        association("sticky", to: split, sticky: "subject"), association("free", to: split),
      ], sources: [uploads])
    let sticky = AssociationID(index: 0)
    let free = AssociationID(index: 1)
    var choices: Set<VersionID> = []
    for number in 0..<200 {
      var event = CloudEvent(id: "\(number)", source: "s", type: "t", subject: "same")
      choices.insert(table.choose(sticky, for: event))
      event.subject = nil
      #expect(table.choose(sticky, for: event) == table.choose(free, for: event))
    }
    #expect(choices.count == 1)
  }

  @Test func `the two levels of a split are independent`() throws {
    let table = RoutingTable(
      functions: [resize],
      associations: [association("a", to: ["resize:1", "resize:live"])], sources: [uploads])
    // live: 1 and 2 by halves; directly: 1. So 1 has three quarters of all.
    var first = 0
    for number in 0..<100_000 {
      let event = CloudEvent(id: "\(number)", source: "s", type: "t")
      let version = table[table.choose(AssociationID(index: 0), for: event)]
      if version.number == .number(1) { first += 1 }
    }
    #expect(abs(Double(first) / 100_000 - 0.75) < 0.005)
  }

  @Test func `an alias gives a key the same version by every way`() throws {
    let table = RoutingTable(
      functions: [resize], associations: [association("a", to: ["resize:live"])],
      sources: [uploads])
    let live = try #require(FunctionReference("resize:live"))
    for number in 0..<1_000 {
      let event = CloudEvent(id: "\(number)", source: "s", type: "t")
      #expect(
        table.choose(AssociationID(index: 0), for: event) == table.resolve(live, key: event.id))
    }
  }

  @Test func `a source named twice by an association brings it once`() throws {
    var twice = association("a", filter: nil)
    twice.sources = [uploads, nightly, uploads]
    let table = RoutingTable(
      functions: [report], associations: [twice], sources: [uploads, nightly])
    #expect(try match(table, CloudEvent(id: "1", source: "s", type: "t")) == ["a"])
  }

  @Test func `dangling references are our own mistake`() async {
    await #expect(processExitsWith: .failure) {
      _ = RoutingTable(
        functions: [],
        associations: [
          Association(
            name: AssociationName(unchecked: "a"), sources: [],
            destinations: [
              Weighted(
                FunctionReference(
                  function: FunctionName(unchecked: "nope"), qualifier: .latest))
            ], mode: .sync)
        ], sources: [])
    }
  }

  private func match(_ table: RoutingTable, _ event: CloudEvent) throws -> [String] {
    let source = try #require(table.id(of: uploads))
    var names: [String] = []
    var payload = fakePayload()
    table.match(event, from: source, payload: &payload) {
      names.append(table.name(of: $0).text)
    }
    return names
  }
}

private let uploads = SourceName(unchecked: "uploads")
private let nightly = SourceName(unchecked: "nightly")
private let report = FunctionVersions(name: name("report"), numbers: [], hasOwnTarget: true)
private let resize = FunctionVersions(
  name: name("resize"), numbers: [1, 2, 3], hasOwnTarget: false,
  aliases: [
    AliasName(unchecked: "live"): [Weighted(1), Weighted(2)],
    AliasName(unchecked: "stable"): [Weighted(2)],
  ])

private func name(_ text: String) -> FunctionName { FunctionName(unchecked: text) }

private func exact(_ attribute: String, _ text: String) -> Filter {
  .exact([AttributeCondition(attribute: attribute, text: text)])
}

private func association(
  _ name: String, from source: String = "uploads", to references: [String] = ["report"],
  filter: Filter? = nil, sticky: String? = nil
) -> Association {
  Association(
    name: AssociationName(unchecked: name), sources: [SourceName(unchecked: source)],
    destinations: references.compactMap { FunctionReference($0) }.map { Weighted($0) },
    mode: .sync, filter: filter, sticky: sticky)
}
