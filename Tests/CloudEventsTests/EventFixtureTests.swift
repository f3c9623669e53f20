import CloudEvents
import Testing

@Suite struct EventFixtureTests {
  private static let folder = "Fixtures/Events"
  private static let names = ProjectFiles.names(in: folder)
    .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".written.json") }
    .map { String($0.dropLast(5)) }

  @Test(arguments: names)
  func `an event is written as its golden files say`(_ name: String) throws {
    let json = try ProjectFiles.bytes("\(Self.folder)/\(name).json")
    let event = try CloudEvent(json: json.span)
    var written: [UInt8] = []
    event.appendJSON(to: &written)
    #expect(try ProjectFiles.golden("\(Self.folder)/\(name).written.json", written) == written)
    let head = event.storedHead
    #expect(try ProjectFiles.golden("\(Self.folder)/\(name).head", head) == head)
    let read = try CloudEvent(json: written.span)
    #expect(read.extensions == event.extensions)
  }

  @Test func `there are events, and each golden file belongs to one`() {
    #expect(Self.names.count >= 8)
    #expect(ProjectFiles.names(in: Self.folder).count == 3 * Self.names.count)
  }

  @Test(arguments: ProjectFiles.names(in: "Fixtures/Corpus/cloudevents"))
  func `seeds of the fuzzer are read or refused as their names say`(_ name: String) throws {
    let bytes = try ProjectFiles.bytes("Fixtures/Corpus/cloudevents/\(name)")
    let event =
      name.hasSuffix(".json")
      ? try? CloudEvent(json: bytes.span) : try? CloudEvent(storedHead: bytes.span, data: nil)
    #expect((event != nil) == name.hasPrefix("y_"))
    #expect(name.hasPrefix("y_") || name.hasPrefix("n_"))
  }
}
