import Testing

@testable import Manifests

struct FieldPathTests {
  @Test func `a path is written as one would ask for the value`() {
    let item = FieldPath.key(.key(.root, "associations"), "resize-uploads")
    let weight = FieldPath.key(.item(.key(item, "to"), 1), "weight")
    #expect(weight.description == "associations.resize-uploads.to[1].weight")
    #expect(weight.insideItem == "to[1].weight")
    #expect(FieldPath.root.description == "document")
  }

  @Test(arguments: [
    ("a b", "\"a b\""), ("a:b", "\"a:b\""), ("", "\"\""), ("a\nb", "\"a\\nb\""), ("grüße", "grüße"),
    ("\u{202E}x", "\"\\u{202E}x\""),
    (String(repeating: "x", count: 64), "\"" + String(repeating: "x", count: 63) + "…\""),
  ])
  func `a key that could mislead stands in quotes`(key: String, written: String) {
    #expect(FieldPath.key(.root, key).description == written)
  }
}
