import Testing

@testable import Manifests

struct JSONManifestParserTests {
  private func parse(_ text: String) -> ManifestDocument {
    JSONManifestParser.document(file: "m.json", bytes: Array(text.utf8))
  }

  @Test(arguments: [
    ("{", "1:2: document: not valid JSON: the file ends too early; allowed: a key in quotes."),
    ("{\"a\" 1}", "1:6: a: not valid JSON: `1`; allowed: `:`."),
    ("{\"a\":1,}", "1:8: document: not valid JSON: `}`; allowed: a key in quotes."),
    ("[1 2]", "1:4: [1]: not valid JSON: `2`; allowed: `,` or `]`."),
    ("[01]", "1:3: [1]: not valid JSON: `1`; allowed: `,` or `]`."),
    ("[1.]", "1:4: [0]: not valid JSON: `]`; allowed: a digit."),
    ("[-]", "1:3: [0]: not valid JSON: `]`; allowed: a digit."),
    ("[1e+]", "1:5: [0]: not valid JSON: `]`; allowed: a digit."),
    ("[+1]", "1:2: [0]: not valid JSON: `+`; allowed: a value."),
    (
      "[yes]",
      "1:2: [0]: not valid JSON: `yes`; allowed: `true`, `false`, `null` or a text in quotes."
    ),
    ("['a']", "1:2: [0]: not valid JSON: `'`; allowed: a value."),
    ("{}\n {}", "2:2: document: not valid JSON: `{`; allowed: the end of the file."),
    (
      "[\"a\nb\"]",
      "1:4: [0]: not valid JSON: a control character in a string; allowed: an escape, `\\n`."
    ),
    (
      "[\"\\x\"]",
      "1:4: [0]: not valid JSON: `x`; allowed: one of `\" \\ / b f n r t u` after `\\`."
    ),
    ("[\"\\ud800\"]", "1:9: [0]: not valid JSON: half of a surrogate pair; allowed: both halves."),
    ("[\"\\u12g4\"]", "1:5: [0]: not valid JSON: not four hexadecimal digits after `\\u`."),
    ("[\"a", "1:4: [0]: not valid JSON: the file ends too early; allowed: `\"`."),
    ("// x\n{}", "1:1: document: not valid JSON: `/`; allowed: a value."),
    ("", "1:1: document: not valid JSON: the file ends too early; allowed: a value."),
  ])
  func `what is not JSON is refused at its place`(text: String, problem: String) {
    let document = parse(text)
    #expect(document.problems.map { String($0.description.dropFirst(7)) } == [problem])
    #expect(document.root == nil)
  }

  @Test func `strings have every escape of the standard`() {
    let document = parse(#"["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"]"#)
    guard case .sequence(let items)? = document.root?.content else {
      Issue.record("no list")
      return
    }
    let expected = "\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{1F600}"
    #expect(items.map(\.content) == [.scalar(expected, isPlain: false)])
  }

  @Test func `columns count characters, and keys and values have places`() {
    let document = parse("{\"grüße\": [1,\n  \"€😀\", true]}")
    guard case .mapping(let entries)? = document.root?.content,
      case .sequence(let items)? = entries.first?.value.content
    else {
      Issue.record("no map with a list")
      return
    }
    #expect(entries[0].key.position == ManifestPosition(line: 1, column: 2))
    #expect(entries[0].value.position == ManifestPosition(line: 1, column: 11))
    #expect(
      items.map(\.position) == [
        ManifestPosition(line: 1, column: 12), ManifestPosition(line: 2, column: 3),
        ManifestPosition(line: 2, column: 9),
      ])
  }

  @Test func `bytes that are no UTF-8 are refused`() {
    let document = JSONManifestParser.document(
      file: "m", bytes: [0x5B, 0x22, 0xC0, 0xA0, 0x22, 0x5D])
    #expect(
      document.problems.map(\.found) == ["not valid JSON: the string before here is not UTF-8"])
  }

  @Test func `a mark of the byte order is no part of the first line`() {
    let document = JSONManifestParser.document(file: "m", bytes: [0xEF, 0xBB, 0xBF, 0x7B, 0x7D])
    #expect(document.root?.position == .start)
  }

  @Test func `nesting beyond the limit ends the reading`() {
    let text = String(repeating: "[", count: 100_000)
    let document = parse(text)
    #expect(document.problems.map(\.found) == ["maps and lists stand more than 32 deep"])
  }

  @Test func `duplicate keys are all reported`() {
    let document = parse(#"{"a": 1, "a": 2, "b": {"c": 1, "c": 2}, "a": 3}"#)
    #expect(document.problems.map(\.path) == ["a", "b.c", "a"])
  }
}
