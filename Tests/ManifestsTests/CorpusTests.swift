import Manifests
import TestSupport
import Testing
import YAML

/// The seeds of the fuzzer, and many broken copies of them, through both parsers and the reader.
struct CorpusTests {
  static let seeds = ProjectFolder.names(in: "Fixtures/Corpus/manifest")

  private func read(_ bytes: [UInt8]) {
    let loader = ManifestLoader(
      files: ManifestFiles(
        names: { _ in .failure(.missing) }, contents: { _, _ in .failure(.missing) },
        currentFolder: "/"),
      parseYAML: YAMLParser.document(file:bytes:limits:), environment: { _ in "x" })
    for document in [
      YAMLParser.document(file: "m", bytes: bytes),
      JSONManifestParser.document(file: "m", bytes: bytes),
    ] {
      do throws(ManifestRefusal) {
        let manifest = try loader.understand([document]).manifest
        _ = manifest.json
      } catch {
        #expect(!error.problems.isEmpty)
        for problem in error.problems {
          #expect(!problem.description.utf8.contains { $0 < 0x20 })
        }
      }
    }
  }

  @Test func `there are seeds`() { #expect(CorpusTests.seeds.count >= 10) }

  @Test(arguments: seeds)
  func `a seed is accepted, or refused with problems`(name: String) {
    read(ProjectFolder.bytes(of: "Fixtures/Corpus/manifest/\(name)"))
  }

  @Test(arguments: seeds, [7, 8] as [UInt64])
  func `a broken copy of a seed is accepted, or refused with problems`(name: String, seed: UInt64) {
    let bytes = ProjectFolder.bytes(of: "Fixtures/Corpus/manifest/\(name)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      var copy = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !copy.isEmpty {
        let place = Int.random(in: 0..<copy.count, using: &generator)
        switch Int.random(in: 0...3, using: &generator) {
        case 0: copy[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: copy.remove(at: place)
        case 2:
          copy.insert(
            Array("{}[]:,\"'#&*!|>-? \n\t$".utf8).randomElement(using: &generator) ?? 0, at: place)
        default: copy.removeSubrange(place...)
        }
      }
      read(copy)
    }
  }
}
