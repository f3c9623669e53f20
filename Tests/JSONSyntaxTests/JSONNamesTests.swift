import JSONSyntax
import Testing

@Suite struct JSONNamesTests {
  @Test func `a name is new once, however many there are`() {
    var names = JSONNames()
    let first = (0..<100).map { names.insert("name\($0)") }
    let second = (0..<100).map { names.insert("name\($0)") }
    #expect(first.allSatisfy { $0 })
    #expect(!second.contains(true))
  }

  @Test func `canonically equivalent names are different names`() {
    var names = JSONNames()
    let areNew = ["\u{E9}", "e\u{301}", "\u{E9}"].map { names.insert($0) }
    #expect(areNew == [true, true, false])
  }
}
