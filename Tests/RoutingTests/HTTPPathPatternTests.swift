import Testing

@testable import Routing

struct HTTPPathPatternTests {
  @Test(arguments: [
    ("/", []), ("/a", []), ("/a/", []), ("/a/{b}", ["b"]), ("/{a}/{b_1}/c", ["a", "b_1"]),
    ("/a/{rest...}", ["rest"]), ("/{x}/{r-1...}", ["x", "r-1"]), ("/a%20b/~c", []),
    ("/" + (1...16).map { "{p\($0)}" }.joined(separator: "/"), (1...16).map { "p\($0)" }),
  ])
  func `a path is read with its parameters`(text: String, names: [String]) throws {
    let pattern = try HTTPPathPattern(text)
    #expect(pattern.parameterNames == names)
    #expect(pattern.description == text)
  }

  @Test(arguments: [
    ("", "does not begin with /"), ("a", "does not begin with /"),
    ("//a", "has an empty segment"), ("/a//b", "has an empty segment"),
    ("/a/../b", "has the segment .."), ("/.", "has the segment ."),
    ("/{a", "does not end with }"), ("/{a}b", "does not end with }"), ("/a{b}", "brace within"),
    ("/a}", "brace within"), ("/{}", "without a name"), ("/{...}", "without a name"),
    ("/{a b}", "the parameter name \"a b\""), ("/{a.}", "the parameter name \"a.\""),
    ("/{a...}/b", "{a...} before its end"), ("/{a}/{a}", "the parameter a twice"),
    ("/a?b", "has a ?"), ("/a#b", "has a #"), ("/a b", "percent-encoded"),
    ("/é", "percent-encoded"), ("/a\n", "percent-encoded"), ("/\u{301}a", "percent-encoded"),
    ("/{\u{301}a}", "the parameter name"), ("/{a...\u{301}}", "the parameter name"),
    ("/" + (1...17).map { "{p\($0)}" }.joined(separator: "/"), "more than 16 parameters"),
    ("/" + String(repeating: "a", count: 2_048), "longer than 2048 bytes"),
  ])
  func `anything else says why`(text: String, reason: String) {
    let error = #expect(throws: RoutingError.self) { try HTTPPathPattern(text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("/a/{b}", "/a/{c}", true), ("/a/{b}", "/a/b", false), ("/a", "/a/", false),
    ("/{a...}", "/{b...}", true), ("/{a...}", "/{a}", false), ("/A", "/a", false),
  ])
  func `paths conflict that differ in names of parameters only`(
    left: String, right: String, isConflict: Bool
  ) throws {
    let (left, right) = (try HTTPPathPattern(left), try HTTPPathPattern(right))
    #expect(left.conflicts(with: right) == isConflict)
    #expect(right.conflicts(with: left) == isConflict)
  }
}
