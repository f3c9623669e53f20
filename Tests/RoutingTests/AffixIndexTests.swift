import Testing

@testable import Routing

struct AffixIndexTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>, [AffixIndex.Side.prefix, .suffix])
  func `it finds every affix of a text, the longest first`(seed: UInt64, side: AffixIndex.Side) {
    var random = RandomRouting(seed: seed)
    var affixes: Set<String> = []
    for _ in 0..<60 { affixes.insert(random.text(upTo: 5)) }
    let list = affixes.sorted()
    let index = AffixIndex(side: side, list.enumerated().map { ($1, $0..<($0 + 1)) })
    for _ in 0..<500 {
      let text = random.text(upTo: 8)
      var found: [String] = []
      index.forEachAffix(of: text) { found.append(list[$0.lowerBound]) }
      let expected = list.filter { side == .prefix ? text.hasPrefix($0) : text.hasSuffix($0) }
        .sorted { $0.utf8.count > $1.utf8.count }
      #expect(found == expected, "\(text)")
    }
  }

  @Test func `an index without affixes finds none`() {
    AffixIndex(side: .prefix, []).forEachAffix(of: "a") { _ in Issue.record("found something") }
  }
}
