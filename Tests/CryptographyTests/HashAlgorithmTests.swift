import Cryptography
import Testing

@Suite struct HashAlgorithmTests {
  /// FIPS 180-4's example "abc".
  @Test(arguments: [
    (
      HashAlgorithm.sha256,
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ),
    (
      .sha384,
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
    ),
    (
      .sha512,
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
  ])
  func `the digest of abc is that of the standard`(algorithm: HashAlgorithm, digest: String) {
    let bytes = algorithm.digest(of: Array("abc".utf8).span)
    #expect(hex(bytes) == digest)
  }

  @Test func `nothing has a digest too`() {
    let bytes = HashAlgorithm.sha256.digest(of: Span())
    #expect(hex(bytes).hasPrefix("e3b0c44298fc1c14"))
  }

  @Test func `the same bytes are equal and no others`() {
    let bytes = Array("a secret".utf8)
    #expect(areEqual(bytes, Array("a secret".utf8)))
    #expect(areEqual([], []))
    #expect(!areEqual(bytes, Array("a secre".utf8)))
    for bit in 0..<(bytes.count * 8) {
      var other = bytes
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!areEqual(bytes, other))
    }
  }

  private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    ConstantTime.areEqual(left.span, right.span)
  }
}
