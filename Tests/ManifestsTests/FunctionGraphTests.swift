import Routing
import Testing

@testable import Manifests

struct FunctionGraphTests {
  private func circles(_ edges: [(String, String)]) -> [[String]] {
    var graph = FunctionGraph()
    for (from, to) in edges {
      graph.add(
        from: FunctionName(unchecked: from), to: FunctionName(unchecked: to),
        through: "\(from)-\(to)")
    }
    return graph.circles().map { $0.functions.map(\.text) }
  }

  @Test func `a circle is found, also one of a single function`() {
    #expect(circles([("a", "b"), ("b", "c"), ("c", "a")]) == [["a", "b", "c", "a"]])
    #expect(circles([("a", "a")]) == [["a", "a"]])
    #expect(circles([("x", "a"), ("a", "b"), ("b", "a")]) == [["a", "b", "a"]])
  }

  @Test func `ways that meet again are no circle`() {
    #expect(circles([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]).isEmpty)
  }

  @Test func `a long chain needs no deep stack`() {
    let chain = (0..<20_000).map { ("f\($0)", "f\($0 + 1)") }
    #expect(circles(chain).isEmpty)
    #expect(circles(chain + [("f20000", "f0")]).count == 1)
  }
}
