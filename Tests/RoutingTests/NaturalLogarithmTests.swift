import Glibc
import TestSupport
import Testing

@testable import Routing

struct NaturalLogarithmTests {
  @Test(arguments: [1, 2] as [UInt64])
  func `it agrees with the C library to a relative 1e-15`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var worst = 0.0
    for _ in 0..<200_000 {
      let value = (Double(generator.next() >> 11) + 0.5) / 0x1p53
      let scaled = generator.next() % 4 == 0 ? value * 0x1p-40 : value
      let expected = log(scaled)
      worst = max(worst, abs(NaturalLogarithm.of(scaled) - expected) / abs(expected))
    }
    #expect(worst < 1e-15)
  }

  @Test func `it is exact at one and close beside it`() {
    #expect(NaturalLogarithm.of(1) == 0)
    #expect(NaturalLogarithm.of(1 - 0x1p-53) == -0x1p-53)
    #expect(NaturalLogarithm.of(0x1p-54) == log(0x1p-54))
  }

  @Test(
    arguments: [
      (0.5, 0xBFE6_2E42_FEFA_39EF), (0.46803058780503565, 0xBFE8_4B8B_271B_0DFC),
      (0.1, 0xC002_6BB1_BBB5_5515),
    ] as [(Double, UInt64)])
  func `its bits never change`(value: Double, bits: UInt64) {
    #expect(NaturalLogarithm.of(value).bitPattern == bits)
  }
}
