import Testing

@testable import Routing

struct XXH64Tests {
  /// The vectors of xxHash's own sanity check: the first bytes of its test buffer, two seeds.
  @Test(
    arguments: [
      (0, 0, 0xEF46_DB37_51D8_E999), (0, prime, 0xAC75_FDA2_929B_17EF),
      (1, 0, 0xE934_A84A_DB05_2768), (1, prime, 0x5014_6076_43A9_B4C3),
      (4, 0, 0x9136_A0DC_A574_57EE), (4, prime, 0xCAAB_286B_D8E9_FDB5),
      (14, 0, 0x8282_DCC4_994E_35C8), (14, prime, 0xC3BD_6BF6_3DEB_6DF0),
      (222, 0, 0xB641_AE8C_B691_C174), (222, prime, 0x20CB_8AB7_AE10_C14A),
    ] as [(Int, UInt64, UInt64)])
  func `the published test vectors come out`(length: Int, seed: UInt64, expected: UInt64) {
    let bytes = Array(Self.sanityBuffer.prefix(length))
    #expect(XXH64.hash(bytes.span, seed: seed) == expected)
  }

  @Test(
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
      ("alias/resize:1", 0x561B_24DF_AF56_9EFC),
    ] as [(String, UInt64)])
  func `a text is hashed by its UTF-8 bytes`(text: String, expected: UInt64) {
    #expect(XXH64.hash(text) == expected)
  }

  private static let prime: UInt64 = 2_654_435_761

  private static let sanityBuffer: [UInt8] = {
    var generator = prime
    return (0..<222).map { _ in
      defer { generator &*= 11_400_714_785_074_694_797 }
      return UInt8(generator >> 56)
    }
  }()
}
