import JSONSyntax
import Testing

@Suite struct JSONValueAccessTests {
  private let value: JSONValue = [
    "text": "x", "whole": 7, "real": 1.5, "flag": true, "list": [1], "none": .null,
    "e\u{301}": 1,
  ]

  @Test func `members are found by name`() {
    #expect(value["text"]?.string == "x")
    #expect(value["whole"]?.integer == 7)
    #expect(value["whole"]?.number == 7)
    #expect(value["real"]?.number == 1.5)
    #expect(value["real"]?.integer == nil)
    #expect(value["flag"]?.bool == true)
    #expect(value["list"]?.array == [1])
    #expect(value["none"]?.isNull == true)
    #expect(value["absent"] == nil)
    #expect(value["\u{E9}"] == nil)
    #expect(value.object?.count == 7)
  }

  @Test func `a value is nothing of another kind`() {
    for other: JSONValue in [.null, true, 1, 1.5, "x", [], [:]] {
      let kinds = [
        other.isNull, other.bool != nil, other.number != nil, other.string != nil,
        other.array != nil, other.object != nil,
      ]
      #expect(kinds.count { $0 } == 1)
      #expect(other["a"] == nil)
    }
  }
}
