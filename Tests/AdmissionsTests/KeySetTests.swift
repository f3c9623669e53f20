import Testing

@testable import Admissions

@Suite struct KeySetTests {
  private func keys(_ json: String) throws(KeySetError) -> KeySet {
    try KeySet(Array(json.utf8).span)
  }

  /// RFC 7517, appendix A.1: one of the two keys is for encryption.
  @Test func `the published example has one key for signatures`() throws {
    let set = try keys(
      #"""
      {"keys":[
        {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
         "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},
        {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
         "e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}
      """#)
    #expect(set.keys.map(\.id) == ["2011-04-29"])
    #expect(set.keys[0].algorithm == "RS256")
  }

  @Test(arguments: [
    ("", KeySetError.notJSON), ("{", .notJSON), ("[]", .noKeys), ("{}", .noKeys),
    (#"{"keys":{}}"#, .noKeys), (#"{"keys":[]}"#, .noUsableKey), (#"{"keys":[1]}"#, .noUsableKey),
    (#"{"keys":[{"kty":"oct"}]}"#, .noUsableKey),
    (#"{"keys":[{"kty":"oct","k":""}]}"#, .noUsableKey),
    (#"{"keys":[{"kty":"oct","k":"YQ=="}]}"#, .noUsableKey),
    (#"{"keys":[{"kty":"oct","k":"YQ","use":"enc"}]}"#, .noUsableKey),
    (#"{"keys":[{"kty":"oct","k":"YQ","key_ops":["sign"]}]}"#, .noUsableKey),
    (#"{"keys":[{"kty":"AKP","k":"YQ"}]}"#, .noUsableKey),
    // An RSA key of 512 bits, an even exponent, an exponent of 1.
    (
      #"{"keys":[{"kty":"RSA","n":"\#(String(repeating: "v", count: 86))","e":"AQAB"}]}"#,
      .noUsableKey
    ),
    (
      #"{"keys":[{"kty":"RSA","n":"\#(String(repeating: "v", count: 344))","e":"AQAC"}]}"#,
      .noUsableKey
    ),
    (
      #"{"keys":[{"kty":"RSA","n":"\#(String(repeating: "v", count: 344))","e":"AQ"}]}"#,
      .noUsableKey
    ),
    // A point that is not on its curve, and one of another curve.
    (
      #"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"5Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#,
      .noUsableKey
    ),
    (
      #"{"keys":[{"kty":"EC","crv":"P-384","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#,
      .noUsableKey
    ),
    (#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}"#, .noUsableKey),
    (
      #"{"keys":[{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
      .noUsableKey
    ),
  ])
  func `what holds no usable key is refused`(json: String, error: KeySetError) {
    #expect(throws: error) { try keys(json) }
    #expect(KeySet.problem(with: json) == error.description)
  }

  @Test func `secrets are not taken from what is published`() throws {
    let set = try keys(#"{"keys":[{"kty":"oct","k":"YQ"}]}"#)
    #expect(set.keys.count == 1 && set.published.isEmpty)
  }

  @Test func `more keys than anybody has are not read`() throws {
    let many = Array(repeating: #"{"kty":"oct","k":"YQ"}"#, count: 100).joined(separator: ",")
    #expect(try keys(#"{"keys":[\#(many)]}"#).keys.count == KeySet.maxKeys)
  }
}
