import Cryptography
import Testing

/// RFC 4231's test cases.
@Suite struct AuthenticationKeyTests {
  struct Vector: Sendable {
    var key: [UInt8]
    var data: [UInt8]
    var sha256: String
    var sha512: String
  }

  static let vectors = [
    Vector(
      key: [UInt8](repeating: 0x0B, count: 20), data: Array("Hi There".utf8),
      sha256: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
      sha512:
        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
    ),
    Vector(
      key: Array("Jefe".utf8), data: Array("what do ya want for nothing?".utf8),
      sha256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      sha512:
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    ),
    Vector(
      key: [UInt8](repeating: 0xAA, count: 131),
      data: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      sha256: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
      sha512:
        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
    ),
  ]

  @Test(arguments: vectors)
  func `the code of the standard's examples is theirs`(vector: Vector) {
    let key = AuthenticationKey(vector.key.span, .sha256)
    let code = key.code(of: vector.data.span)
    #expect(hex(code) == vector.sha256)
    // The key serves again, and how the message is cut does not matter.
    for cut in [0, 1, vector.data.count] {
      let start = Array(vector.data[..<cut])
      let rest = Array(vector.data[cut...])
      let code = key.code(of: start.span, rest.span)
      #expect(hex(code) == vector.sha256)
    }
    let longer = AuthenticationKey(vector.key.span, .sha512).code(of: vector.data.span)
    #expect(hex(longer) == vector.sha512)
  }

  @Test func `an empty key is a key`() {
    let key = AuthenticationKey(Span(), .sha256)
    let code = key.code(of: Span())
    #expect(
      hex(code) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }
}
