import Testing

@testable import Manifests

struct NodeBuilderTests {
  private let place = ManifestPosition(line: 2, column: 3)

  @Test func `a map nested to the limit is built and one deeper is refused`() {
    var limits = ManifestLimits()
    limits.depth = 3
    for (depth, problems) in [(3, 0), (4, 1)] {
      var builder = NodeBuilder(file: "m", limits: limits)
      for _ in 0..<depth { builder.beginSequence(at: place) }
      #expect(builder.isExhausted == (problems > 0))
      for _ in 0..<depth { builder.end() }
      let document = builder.document(isComplete: true)
      #expect(document.problems.count == problems)
      #expect((document.root != nil) == (problems == 0))
    }
  }

  @Test func `values are counted up to the limit`() {
    var limits = ManifestLimits()
    limits.nodes = 3
    for (count, problems) in [(2, []), (3, ["more than 3 values in one file"])] {
      var builder = NodeBuilder(file: "m", limits: limits)
      builder.beginSequence(at: place)
      for _ in 0..<count { builder.scalar("x", isPlain: true, at: place) }
      builder.end()
      #expect(builder.document(isComplete: true).problems.map(\.found) == problems)
    }
  }

  @Test func `the limits are those that the documentation names`() {
    let limits = ManifestLimits()
    #expect(limits.fileBytes == 67_108_864)
    #expect(limits.depth == 32)
    #expect(limits.nodes == 5_000_000)
    #expect(limits.secretFileBytes == 65_536)
    #expect(limits.files == 10_000)
  }

  @Test(arguments: [2, 16, 17, 100])
  func `a repeated key is found among few and among many`(count: Int) {
    var builder = NodeBuilder(file: "m")
    builder.beginMapping(at: place)
    for number in 0..<count {
      let position = ManifestPosition(line: number + 1, column: 1)
      builder.scalar("k\(number)", isPlain: true, at: position)
      builder.scalar("v", isPlain: true, at: position)
    }
    builder.scalar("k1", isPlain: true, at: ManifestPosition(line: count + 1, column: 1))
    builder.beginMapping(at: place)
    builder.end()
    builder.end()
    let document = builder.document(isComplete: true)
    #expect(document.problems.map(\.found) == ["the key stands twice in this map, first in line 2"])
    #expect(document.problems.map(\.path) == ["k1"])
    guard case .mapping(let entries)? = document.root?.content else {
      Issue.record("no map")
      return
    }
    #expect(entries.count == count)
  }

  @Test func `a map that stands as a key is dropped with its value`() {
    var builder = NodeBuilder(file: "m")
    builder.beginMapping(at: place)
    builder.beginMapping(at: place)
    builder.scalar("a", isPlain: true, at: place)
    builder.scalar("b", isPlain: true, at: place)
    builder.end()
    builder.scalar("value", isPlain: true, at: place)
    builder.scalar("key", isPlain: true, at: place)
    builder.scalar("kept", isPlain: true, at: place)
    builder.end()
    let document = builder.document(isComplete: true)
    #expect(document.problems.map(\.found) == ["a key is a map"])
    guard case .mapping(let entries)? = document.root?.content else {
      Issue.record("no map")
      return
    }
    #expect(entries.map(\.key.text) == ["key"])
  }
}
