import JSONSyntax
import TestSupport
import Testing

@Suite struct JSONValueWritingTests {
  @Test func `a document is written compactly`() {
    let value: JSONValue = [
      "a": [1, -2.5, true, false, .null], "b": [:], "c": [], "d": ["e": "f\n"], "g": 1e100,
    ]
    #expect(
      value.compactText
        == #"{"a":[1,-2.5,true,false,null],"b":{},"c":[],"d":{"e":"f\n"},"g":1e+100}"#)
  }

  @Test func `a document is written for people`() {
    let value: JSONValue = ["a": [1, ["b": .null]], "c": [:], "d": []]
    #expect(
      value.prettyText == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "c": {},
          "d": []
        }
        """)
  }

  @Test func `doubles that JSON has no word for become null`() {
    let value: JSONValue = .array([.double(.infinity), .double(.nan), .double(-.infinity)])
    #expect(value.compactText == "[null,null,null]")
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `what is written is read back, compact or pretty`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let value = random.value(depth: 5)
    var compact: [UInt8] = []
    value.append(to: &compact)
    #expect(try JSONValue(parsing: compact.span) == value)
    let pretty = Array(value.prettyText.utf8)
    #expect(try JSONValue(parsing: pretty.span) == value)
  }
}
