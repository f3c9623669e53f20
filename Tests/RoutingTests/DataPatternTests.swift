import JSONSyntax
import Testing

@testable import Routing

struct DataPatternTests {
  typealias Operator = DataPattern.Operator

  @Test(
    arguments: [
      (.equals(.string("a")), .string("a"), true), (.equals(.string("a")), .string("A"), false),
      (.equals(.integer(1)), .double(1), true), (.equals(.double(1)), .integer(1), true),
      (.equals(.double(1.5)), .integer(1), false), (.equals(.integer(1)), .string("1"), false),
      (.equals(.integer(.max)), .double(0x1p63), false), (.equals(.null), .null, true),
      (.equals(.null), .bool(false), false), (.equals(.bool(true)), .bool(true), true),
      (.equals(.bool(true)), .bool(false), false), (.equals(.integer(0)), .bool(false), false),
      (.equals(.object([])), .object([]), true),
      (.equals(.array([.integer(1), .string("b")])), .array([.double(1), .string("b")]), true),
      (.equals(.array([.integer(1)])), .array([.array([.integer(1)])]), true),
      (.equals(.array([.integer(1), .integer(2)])), .array([.integer(2), .integer(1)]), false),
      (.equals(.array([])), .string(""), false),
      (.equals(twoMembers), .object([JSONMember("b", .null), JSONMember("a", .integer(1))]), true),
      (.equals(twoMembers), .object([JSONMember("a", .integer(1))]), false),
      (.equals(twoMembers), .object([]), false), (.equals(.object([])), twoMembers, false),
      (.anythingBut([.equals(.array([.string("a")]))]), .array([.string("a")]), false),
      (.anythingBut([.equals(.array([.string("a")]))]), .array([.string("b")]), true),
      (.anythingBut([.equals(twoMembers)]), twoMembers, false),
      (.anythingBut([.equals(twoMembers)]), .object([]), true),
      (.anythingBut([.equals(.array([.null]))]), .array([]), true),
      (.anythingBut([.equals(twoMembers)]), .array([twoMembers]), false),
      (.anythingBut([.equals(twoMembers)]), .array([twoMembers, .object([])]), true),
      (.prefix("eu-"), .string("eu-west"), true), (.prefix("eu-"), .string("us-west"), false),
      (.prefix("1"), .integer(1), false), (.suffix(".png"), .string("a.png"), true),
      (.suffix(".png"), .string("png"), false),
      (.anythingBut([.equals(.integer(1)), .prefix("a")]), .integer(2), true),
      (.anythingBut([.equals(.integer(1)), .prefix("a")]), .double(1), false),
      (.anythingBut([.equals(.integer(1)), .prefix("a")]), .string("ab"), false),
      (.anythingBut([.suffix("b")]), .null, true),
      (.anythingBut([.suffix("b")]), .object([]), false),
      (numeric(.greater, 0, .lessOrEqual, 5), .integer(5), true),
      (numeric(.greater, 0, .lessOrEqual, 5), .integer(0), false),
      (numeric(.greaterOrEqual, 0, .less, 5), .double(0), true),
      (numeric(.greaterOrEqual, 0, .less, 5), .double(5), false),
      (numeric(.equal, 3, .equal, 3), .double(3), true),
      (numeric(.greater, 0, .less, 5), .string("3"), false),
      (.exists(true), .null, true), (.exists(true), .object([]), true),
      (.exists(true), .array([]), true), (.exists(false), .null, false),
      (.cidr(block("10.0.0.0/8")), .string("10.1.2.3"), true),
      (.cidr(block("10.0.0.0/8")), .string("11.1.2.3"), false),
      (.cidr(block("2001:db8::/32")), .string("2001:db8::5"), true),
      (.cidr(block("10.0.0.0/8")), .integer(10), false),
      (.equals(.integer(2)), .array([.integer(1), .integer(2)]), true),
      (.equals(.integer(3)), .array([.integer(1), .integer(2)]), false),
      (.equals(.integer(2)), .array([.array([.integer(2)])]), true),
      (.equals(.integer(2)), .array([]), false),
      (.anythingBut([.equals(.integer(1))]), .array([.integer(1), .integer(2)]), true),
      (.anythingBut([.equals(.integer(1))]), .array([.integer(1)]), false),
    ] as [(Operator, JSONValue, Bool)])
  func `operators mean what EventBridge's mean`(
    operation: Operator, value: JSONValue, matches: Bool
  ) {
    let pattern = DataPattern(fields: [field("f", operation)])
    #expect(pattern.matches(.object([JSONMember("f", value)])) == matches)
    #expect((pattern.refusal(of: .object([JSONMember("f", value)])) == nil) == matches)
  }

  @Test func `an absent field satisfies only exists false`() {
    let operators: [Operator] = [
      .equals(.null), .prefix(""), .suffix(""), .anythingBut([.equals(.null)]), .exists(true),
      numeric(.less, 1, .less, 1), .cidr(block("0.0.0.0/0")),
    ]
    for operation in operators {
      #expect(!DataPattern(fields: [field("f", operation)]).matches(.object([])))
    }
    #expect(DataPattern(fields: [field("f", .exists(false))]).matches(.object([])))
  }

  @Test func `every field must hold, and one operator of each`() {
    let pattern = DataPattern(fields: [
      field("a", .equals(.integer(1)), .equals(.integer(2))), field("b", .exists(true)),
    ])
    #expect(pattern.matches(.object([JSONMember("a", .integer(2)), JSONMember("b", .null)])))
    #expect(!pattern.matches(.object([JSONMember("a", .integer(3)), JSONMember("b", .null)])))
    #expect(!pattern.matches(.object([JSONMember("a", .integer(2))])))
  }

  @Test(
    arguments: [
      (.object([JSONMember("b", .integer(1)), JSONMember("c", .integer(2))]), true),
      (
        .array([
          .object([]), .object([JSONMember("b", .integer(1)), JSONMember("c", .integer(2))]),
        ]),
        true
      ),
      // The fields must hold within the same element.
      (
        .array([.object([JSONMember("b", .integer(1))]), .object([JSONMember("c", .integer(2))])]),
        false
      ),
      (.array([]), false), (.integer(1), false), (.null, false),
    ] as [(JSONValue, Bool)])
  func `fields are looked for in an object or in one element of an array`(
    value: JSONValue, matches: Bool
  ) {
    let inner = [field("b", .equals(.integer(1))), field("c", .equals(.integer(2)))]
    let pattern = DataPattern(fields: [DataPattern.Field(name: "a", condition: .fields(inner))])
    #expect(pattern.matches(.object([JSONMember("a", value)])) == matches)
    #expect((pattern.refusal(of: .object([JSONMember("a", value)])) == nil) == matches)
  }

  @Test(arguments: [.object([]), .integer(1), .array([]), .array([.integer(1)])] as [JSONValue])
  func `exists false holds where there is no object to have the field`(value: JSONValue) {
    let pattern = DataPattern(fields: [
      DataPattern.Field(name: "a", condition: .fields([field("b", .exists(false))]))
    ])
    #expect(pattern.matches(.object([JSONMember("a", value)])))
    #expect(pattern.matches(.object([])))
  }

  @Test(
    arguments: [
      (.object([]), "a.b: wanted \"x\" or prefix \"y\", it is absent"),
      (.object([JSONMember("b", .integer(4))]), "a.b: wanted \"x\" or prefix \"y\", saw 4"),
      (.array([.null, .null]), "a: none of its 2 elements fits"),
      (
        .object([JSONMember("b", .array([.null, .null]))]),
        "a.b: wanted \"x\" or prefix \"y\", saw an array of 2 elements"
      ),
    ] as [(JSONValue, String)])
  func `a refusal names the field and the value seen`(value: JSONValue, reason: String) {
    let inner = [field("b", .equals(.string("x")), .prefix("y"))]
    let pattern = DataPattern(fields: [DataPattern.Field(name: "a", condition: .fields(inner))])
    #expect(pattern.refusal(of: .object([JSONMember("a", value)])) == reason)
  }

  private func field(_ name: String, _ operators: Operator...) -> DataPattern.Field {
    DataPattern.Field(name: name, condition: .anyOf(operators))
  }
}

private func numeric(
  _ relation: DataPattern.NumericComparison.Relation, _ number: Double,
  _ second: DataPattern.NumericComparison.Relation, _ other: Double
) -> DataPattern.Operator {
  .numeric([
    DataPattern.NumericComparison(relation: relation, number: number),
    DataPattern.NumericComparison(relation: second, number: other),
  ])
}

private func block(_ text: String) -> AddressBlock {
  guard let block = AddressBlock(text) else { preconditionFailure("no block: \(text)") }
  return block
}

private let twoMembers = JSONValue.object([JSONMember("a", .integer(1)), JSONMember("b", .null)])
