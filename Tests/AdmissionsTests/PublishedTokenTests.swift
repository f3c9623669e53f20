import Cryptography
import Instants
import Testing

@testable import Admissions

/// The examples of RFC 7515, appendix A, and RFC 8037, appendix A.4.
@Suite struct PublishedTokenTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// In a key set of its own.
    var key: String
    var algorithm: SignatureAlgorithm
    var signed: String
    var signature: String
  }

  private static let claims =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

  static let examples = [
    Example(
      testDescription: "RS256",
      key:
        #"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#,
      algorithm: .rsa(.sha256), signed: "eyJhbGciOiJSUzI1NiJ9.\(claims)",
      signature:
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    ),
    Example(
      testDescription: "ES256",
      key:
        #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
      algorithm: .ecdsa(.sha256), signed: "eyJhbGciOiJFUzI1NiJ9.\(claims)",
      signature:
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    ),
    Example(
      testDescription: "ES512",
      key:
        #"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#,
      algorithm: .ecdsa(.sha512), signed: "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA",
      signature:
        "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
    ),
    Example(
      testDescription: "EdDSA",
      key: #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
      algorithm: .edDSA,
      signed: "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
      signature:
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    ),
  ]

  @Test(arguments: examples)
  func `a published signature is right and no other one`(example: Example) throws {
    let key = try publicKey(example.key)
    let signed = Array(example.signed.utf8)
    let decoded = Base64URL.decode(example.signature.utf8Span.span)
    let signature = try #require(decoded)
    let isRight = key.verifies(signature, of: signed.span, by: example.algorithm)
    #expect(isRight)
    for bit in stride(from: 0, to: signature.count * 8, by: 7) {
      var other = signature
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      let isRight = key.verifies(other, of: signed.span, by: example.algorithm)
      #expect(!isRight, "\(bit)")
    }
    for bit in stride(from: 0, to: signed.count * 8, by: 13) {
      var other = signed
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      let isRight = key.verifies(signature, of: other.span, by: example.algorithm)
      #expect(!isRight, "\(bit)")
    }
    for length in [0, 1, signature.count - 1] {
      let isRight = key.verifies(
        Array(signature.prefix(length)), of: signed.span, by: example.algorithm)
      #expect(!isRight)
    }
    let isRightLonger = key.verifies(signature + [0], of: signed.span, by: example.algorithm)
    #expect(!isRightLonger)
  }

  @Test(arguments: examples)
  func `a key checks the signatures of its own kind only`(example: Example) throws {
    let key = try publicKey(example.key)
    for other in PublishedTokenTests.examples {
      #expect(key.fits(other.algorithm) == (other.testDescription == example.testDescription))
    }
    #expect(!key.fits(.ecdsa(.sha384)))
    #expect(key.fits(.rsaPSS(.sha256)) == (example.testDescription == "RS256"))
  }

  /// RFC 7515, appendix A.1: the secret is no text, so that it comes in a key set.
  @Test func `the published token with a shared secret is taken at its time`() throws {
    let key =
      #"{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}"#
    let admission = try admission(
      "auth: { jwt: { algorithms: HS256, keys: k.json, issuer: joe, leeway: 0s } }",
      files: ["/k.json": key])
    let token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(PublishedTokenTests.claims).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    let field = ["Authorization: Bearer \(token)"]
    #expect(admission.refusal(field, at: .init(secondsSinceEpoch: 1_300_819_379)) == nil)
    let late = admission.refusal(field, at: .init(secondsSinceEpoch: 1_300_819_380))
    #expect(late?.reason == .stale)
  }

  private func publicKey(_ json: String) throws -> PublicKey {
    let keys = try KeySet(Array("{\"keys\":[\(json)]}".utf8).span).keys
    guard case .published(let key) = try #require(keys.first).material else {
      throw KeySetError.noUsableKey
    }
    return key
  }
}
