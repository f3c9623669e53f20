import JSONSyntax
import TestSupport
import Testing

@Suite struct ByteWordTests {
  @Test(arguments: 0..<100 as Range<UInt64>)
  func `the first mark is where the first such byte stands`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let bytes = (0..<10).map { _ in UInt8.random(in: 0...255, using: &random) }
      let wanted = UInt8.random(in: 0...255, using: &random)
      let limit = UInt8.random(in: 0...128, using: &random)
      let word = ByteWord(bytes.span, at: 1)
      let group = bytes[1..<9]
      func first(_ matches: (UInt8) -> Bool) -> Int {
        group.firstIndex(where: matches).map { $0 - 1 } ?? 8
      }
      #expect(ByteWord.distance(toFirstOf: word.marks(equalTo: wanted)) == first { $0 == wanted })
      #expect(ByteWord.distance(toFirstOf: word.marks(below: limit)) == first { $0 < limit })
      #expect(ByteWord.distance(toFirstOf: word.marksOutsideASCII) == first { $0 >= 128 })
    }
  }
}
