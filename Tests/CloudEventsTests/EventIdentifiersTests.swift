import CloudEvents
import Instants
import Testing

@Suite struct EventIdentifiersTests {
  private let noon = WallTime(millisecondsSinceEpoch: 0x0123_4567_89AB)

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `an identifier is a UUID of version 7 with its time first`(seed: UInt64) {
    var identifiers = EventIdentifiers(seed: (seed, seed &* 3))
    for _ in 0..<100 {
      let text = Array(identifiers.next(at: noon).utf8)
      #expect(text.count == 36)
      #expect([8, 13, 18, 23].allSatisfy { text[$0] == UInt8(ascii: "-") })
      #expect(text.count { (48...57).contains($0) || (97...102).contains($0) } == 32)
      #expect(text[14] == UInt8(ascii: "7"))
      #expect("89ab".utf8.contains(text[19]))
      #expect(String(decoding: text[..<13], as: UTF8.self) == "01234567-89ab")
    }
  }

  @Test func `identifiers are ordered within a millisecond`() {
    var identifiers = EventIdentifiers(seed: (1, 2))
    let texts = (0..<2_000).map { _ in identifiers.next(at: noon) }
    #expect(zip(texts, texts.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `identifiers stay ordered when a millisecond is used up or the clock goes back`() {
    var identifiers = EventIdentifiers(seed: (3, 4))
    var texts: [String] = []
    for step in 0..<20_000 {
      let drift = Duration.milliseconds(step % 7 == 0 ? -5_000 : step / 10_000)
      texts.append(identifiers.next(at: noon + drift))
    }
    #expect(zip(texts, texts.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `the same seed gives the same identifiers, another seed others`() {
    func list(_ seed: (UInt64, UInt64)) -> [String] {
      var identifiers = EventIdentifiers(seed: seed)
      return (0..<50).map { identifiers.next(at: noon + .milliseconds($0)) }
    }
    #expect(list((0, 0)) == list((0, 0)))
    #expect(Set(list((0, 0)) + list((0, 1)) + list((1, 0))).count == 150)
  }

  @Test func `a time before the epoch is the epoch`() {
    var identifiers = EventIdentifiers(seed: (5, 6))
    let text = identifiers.next(at: WallTime(secondsSinceEpoch: -100))
    #expect(text.hasPrefix("00000000-0000-7"))
  }
}
