import JSONSyntax
import Testing

@testable import Manifests

struct JSONValueConcealingTests {
  private let value = JSONValue.object([
    JSONMember("a", .array([.string("x"), .string("y")])),
    JSONMember("b", .object([JSONMember("c d", .integer(1)), JSONMember("e", .integer(2))])),
  ])

  @Test(
    arguments: [
      ([], #"{"a":["x","y"],"b":{"c d":1,"e":2}}"#),
      (["a[1]"], #"{"a":["x","***"],"b":{"c d":1,"e":2}}"#),
      (["a"], #"{"a":"***","b":{"c d":1,"e":2}}"#),
      (["b.\"c d\""], #"{"a":["x","y"],"b":{"c d":"***","e":2}}"#),
      (["b.e.f", "a[0]"], #"{"a":["***","y"],"b":{"c d":1,"e":"***"}}"#),
      (["a[2]"], #"{"a":"***","b":{"c d":1,"e":2}}"#),
      (["b.gone"], #"{"a":["x","y"],"b":"***"}"#),
      (["gone"], "\"***\""),
    ] as [(Set<String>, String)])
  func `what a path leads to is concealed, or all that is around it`(
    paths: Set<String>, shown: String
  ) {
    #expect(JSONText.written(value.concealing(paths)) == shown)
  }
}
