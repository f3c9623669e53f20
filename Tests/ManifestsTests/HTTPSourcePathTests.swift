import Testing

@testable import Manifests

struct HTTPSourcePathTests {
  @Test(arguments: ["/", "/a", "/a/", "/a/{b}/c", "/{a}/{b_2}", "/{rest...}", "/a%20b/~x;y=z"])
  func `a path of literals and parameters is right`(path: String) {
    #expect(HTTPSourcePath.problem(in: path) == nil)
  }

  @Test(arguments: [
    "", "a", "//", "/a//b", "/{", "/{}", "/{a-b}", "/{...}", "/x{a}", "/{a}x", "/{a}/{a}",
    "/{a...}/b", "/a b", "/ü", "/a?b", "/a#b", "/\u{0}",
  ])
  func `any other path is refused`(path: String) {
    #expect(HTTPSourcePath.problem(in: path) != nil)
  }

  @Test func `parameters have no names in the shape of a path`() {
    #expect(HTTPSourcePath.shape(of: "/a/{b}/{c...}") == "/a/{}/{...}")
    #expect(HTTPSourcePath.shape(of: "/a/") != HTTPSourcePath.shape(of: "/a"))
  }
}
