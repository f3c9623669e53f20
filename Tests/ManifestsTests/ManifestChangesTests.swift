import Routing
import Testing

@testable import Manifests

struct ManifestChangesTests {
  private func manifest(_ text: String) throws -> Manifest {
    let files = ManifestFiles(
      names: { _ in .success(nil) }, contents: { _, _ in .success(Array(text.utf8)) },
      currentFolder: "/")
    let loader = ManifestLoader(
      files: files, parseYAML: { file, _, _ in ManifestDocument(file: file, root: nil) },
      environment: { _ in "secret" })
    return try loader.load(paths: ["m.json"]).manifest
  }

  private func changes(_ old: String, _ new: String) throws -> [String] {
    try manifest(old).changes(to: manifest(new)).map { "\($0.kind)/\($0.name) \($0.action)" }
  }

  private static let start = """
    {"functions":{"f":{"target":{"http":"http://127.0.0.1:1/"}},
                  "g":{"target":{"http":"http://127.0.0.1:1/"}}},
     "sources":{"in":{"http":{"path":"/in"}}},
     "associations":{"a":{"from":"in","to":"f"},"b":{"from":"in","to":"g"}}}
    """

  @Test func `the same manifest changes nothing`() throws {
    #expect(
      try changes(Self.start, Self.start) == [
        "function/f unchanged", "function/g unchanged", "source/in unchanged",
        "association/a unchanged", "association/b unchanged",
      ])
  }

  @Test func `what is new, different and gone is told, kind by kind`() throws {
    #expect(
      try changes(
        Self.start,
        """
        {"functions":{"h":{"target":{"http":"http://127.0.0.1:2/"}},
                      "f":{"target":{"http":"http://127.0.0.1:2/"}}},
         "sources":{"in":{"http":{"path":"/in"}}},
         "associations":{"a":{"from":"in","to":"f"}},
         "ledger":"all","callbacks":"off"}
        """) == [
          "function/h created", "function/f changed", "function/g removed", "source/in unchanged",
          "association/a unchanged", "association/b removed", "setting/ledger changed",
          "setting/callbacks changed",
        ])
  }

  @Test func `another order of associations is a change, for the first one answers`() throws {
    let (a, b) = (#""a":{"from":"in","to":"f"}"#, #""b":{"from":"in","to":"g"}"#)
    let turned = Self.start.replacing("\(a),\(b)", with: "\(b),\(a)")
    #expect(try changes(Self.start, turned).last == "setting/order of associations changed")
    let added = Self.start.replacing("\(a),", with: "\"c\":{\"from\":\"in\",\"to\":\"f\"},\(a),")
    #expect(try changes(Self.start, added).contains("association/c created"))
    #expect(try !changes(Self.start, added).contains { $0.contains("order") })
  }

  @Test func `everything goes where nothing is declared`() throws {
    #expect(try changes(Self.start, "{}").allSatisfy { $0.hasSuffix(" removed") })
    #expect(try changes(Self.start, "{}").count == 5)
    #expect(try changes("{}", Self.start).allSatisfy { $0.hasSuffix(" created") })
  }
}
