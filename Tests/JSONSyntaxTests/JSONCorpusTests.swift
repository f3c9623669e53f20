import JSONSyntax
import Testing

@Suite struct JSONCorpusTests {
  private static let folder = "Fixtures/Corpus/json"

  @Test(arguments: ProjectFiles.names(in: folder))
  func `seeds of the fuzzer are read or refused as their names say`(_ name: String) throws {
    let bytes = try ProjectFiles.bytes("\(Self.folder)/\(name)")
    let isRead = (try? JSONValue(parsing: bytes.span)) != nil
    #expect(isRead == name.hasPrefix("y_"))
    #expect(name.hasPrefix("y_") || name.hasPrefix("n_"))
  }

  @Test func `there are seeds`() {
    #expect(ProjectFiles.names(in: Self.folder).count >= 12)
  }
}
