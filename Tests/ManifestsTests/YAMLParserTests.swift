import Manifests
import Testing
import YAML

struct YAMLParserTests {
  private func parse(_ text: String) -> ManifestDocument {
    YAMLParser.document(file: "m", bytes: Array(text.utf8))
  }

  private func items(_ text: String) -> [ManifestNode] {
    if case .sequence(let items)? = parse(text).root?.content { items } else { [] }
  }

  @Test func `scalars know whether they stand in quotes`() {
    let contents = items("[a, 'a', \"a\", ~, !!str 1, !!int '1']\n").map(\.content)
    #expect(
      contents == [
        .scalar("a", isPlain: true), .scalar("a", isPlain: false), .scalar("a", isPlain: false),
        .scalar("~", isPlain: true), .scalar("1", isPlain: false), .scalar("1", isPlain: true),
      ])
    let blocks = items("- |\n  text\n- >\n  folded\n  text\n").map(\.content)
    #expect(
      blocks == [.scalar("text\n", isPlain: false), .scalar("folded text\n", isPlain: false)])
  }

  @Test func `columns count characters`() {
    let positions = items("[äöü, €, 😀, x]").map(\.position.column)
    #expect(positions == [2, 7, 10, 13])
  }

  @Test(arguments: ["", "# only a comment\n", "---\n", "\u{FEFF}"])
  func `an empty file has nothing but null in it`(text: String) {
    let document = parse(text)
    #expect(document.problems.isEmpty)
    #expect(document.root == nil || document.root?.content == .scalar("", isPlain: true))
  }

  @Test(arguments: ["a: 1\r\nb: [\r\n  2]\r\n", "\u{FEFF}a: 1\nb: [\n  2]\n"])
  func `line ends and byte order marks of other systems are fine`(text: String) {
    guard case .mapping(let entries)? = parse(text).root?.content else {
      Issue.record("no map")
      return
    }
    #expect(
      entries.map(\.key.position) == [
        ManifestPosition(line: 1, column: 1), ManifestPosition(line: 2, column: 1),
      ])
  }

  @Test(arguments: [
    (Array("a: b: c".utf8), ManifestPosition(line: 1, column: 5)),
    (Array("a: [1\n}".utf8), ManifestPosition(line: 2, column: 1)),
    (Array("ä: \u{7}".utf8), ManifestPosition(line: 1, column: 4)),
    (Array("x\nä: ".utf8) + [0xFF], ManifestPosition(line: 2, column: 4)),
    (Array("a: 1\n".utf8) + [0xC3], ManifestPosition(line: 2, column: 1)),
    (Array("%YAML 3.0\n---\na".utf8), ManifestPosition(line: 1, column: 1)),
  ])
  func `a syntax error has a place`(bytes: [UInt8], position: ManifestPosition) {
    let document = YAMLParser.document(file: "m", bytes: bytes)
    #expect(document.root == nil)
    #expect(document.problems.map(\.position) == [position])
    #expect(document.problems.allSatisfy { $0.found.hasPrefix("not valid YAML: ") })
  }

  @Test func `an alias is refused once, and nothing else follows from it`() {
    let yaml = "functions:\n  f: { target: { http: &a 'http://h/' }, timeout: *a }\n"
    #expect(SampleLoader().problems(yaml).count == 2)
  }

  @Test func `a file of nothing but aliases and anchors stays small`() {
    let bomb = (0..<30).reduce("a0: &a0 [x, x]\n") { text, number in
      text + "a\(number + 1): &a\(number + 1) [*a\(number), *a\(number)]\n"
    }
    #expect(parse(bomb).problems.count == 31 + 60)
  }

  @Test(arguments: ["{", "[", "- ", "? "])
  func `deep nesting is refused without exhausting the stack`(open: String) {
    let document = parse(String(repeating: open, count: 50_000))
    #expect(document.root == nil)
    // A map as the key of a map is a problem of its own.
    #expect((1...33).contains(document.problems.count))
  }

  @Test func `a file above the limit is refused`() {
    var limits = ManifestLimits()
    limits.fileBytes = 4
    #expect(YAMLParser.document(file: "m", bytes: Array("a: 1\n".utf8), limits: limits).root == nil)
    #expect(YAMLParser.document(file: "m", bytes: Array("a: 1".utf8), limits: limits).root != nil)
  }
}
