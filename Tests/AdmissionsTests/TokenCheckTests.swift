import Cryptography
import Instants
import JSONSyntax
import Manifests
import Testing

@testable import Admissions

@Suite struct TokenCheckTests {
  private static let now: Int64 = 1_800_000_000
  private static let secret = "a secret of thirty-two bytes ...."

  /// A token signed with `secret`.
  private func token(
    _ claims: String = #""exp":1800000600"#, header: String = #"{"alg":"HS256"}"#
  ) -> String {
    let signed = "\(encoded(header)).\(encoded("{\(claims)}"))"
    let code = AuthenticationKey(Array(TokenCheckTests.secret.utf8).span, .sha256)
      .code(of: signed.utf8Span.span)
    return "\(signed).\(encoded(code))"
  }

  private func refusal(_ admission: Admission, _ token: String, at seconds: Int64 = now)
    -> Refusal?
  {
    admission.refusal(
      ["Authorization: Bearer \(token)"], at: WallTime(secondsSinceEpoch: seconds))
  }

  private func admission(_ more: String = "") throws -> Admission {
    try AdmissionsTests.admission(
      "auth: { jwt: { algorithms: HS256, secret: '\(TokenCheckTests.secret)'\(more) } }")
  }

  @Test(arguments: JWTSpec.Algorithm.allCases)
  func `a token of each algorithm is taken where it is allowed`(
    algorithm: JWTSpec.Algorithm
  ) throws {
    let files = ["/keys.json": try IssuedTokens.text("keys.json")]
    let tokens = try IssuedTokens.table("tokens.tsv")
    #expect(tokens.count == JWTSpec.Algorithm.allCases.count)
    let admission = try AdmissionsTests.admission(
      "auth: { jwt: { algorithms: \(algorithm.rawValue), keys: { jwks: keys.json }, "
        + "issuer: 'https://issuer.example', audience: hooks, claims: { scope: read } } }",
      files: files)
    for (name, token) in tokens {
      let isAllowed = name == algorithm.rawValue
      #expect((refusal(admission, token) == nil) == isAllowed, "\(name)")
    }
    // A flipped bit in any of the three parts.
    let token = Array(try #require(tokens[algorithm.rawValue]).utf8)
    for bit in stride(from: 0, to: token.count * 8, by: 11) {
      var other = token
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      guard (0x21...0x7E).contains(other[bit / 8]) else { continue }
      #expect(refusal(admission, String(decoding: other, as: UTF8.self))?.status == 401, "\(bit)")
    }
  }

  @Test func `a public key does not serve as a shared secret`() throws {
    // What an attacker signs with the text of the public key, where the check asks the token.
    let keys = try IssuedTokens.text("rsa-key.json")
    let signed = "\(encoded(#"{"alg":"HS256","kid":"rsa"}"#)).\(encoded(#"{"exp":1800000600}"#))"
    for secret in [keys, try #require(try modulus(keys))] {
      let code = AuthenticationKey(Array(secret.utf8).span, .sha256).code(of: signed.utf8Span.span)
      let admission = try AdmissionsTests.admission(
        "auth: { jwt: { algorithms: [RS256, HS256], keys: keys.json } }",
        files: ["/keys.json": keys])
      #expect(refusal(admission, "\(signed).\(encoded(code))")?.reason == .invalid)
    }
  }

  private func modulus(_ keys: String) throws -> String? {
    try JSONValue(parsing: keys.utf8Span.span)["keys"]?.array?[0]["n"]?.string
  }

  @Test(arguments: [
    #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":"HS384"}"#, #"{"alg":"hs256"}"#, #"{}"#,
    #"{"alg":["HS256"]}"#, #"{"alg":"HS256","crit":["exp"]}"#, #"{"alg":"HS256","kid":1}"#,
    #"["HS256"]"#, #"{"alg":"HS256","alg":"none"}"#, "",
  ])
  func `a token of another form is refused`(header: String) throws {
    #expect(refusal(try admission(), token(header: header))?.reason == .invalid)
  }

  @Test func `what is no token is refused`() throws {
    let admission = try admission()
    let good = token()
    #expect(refusal(admission, good) == nil)
    let parts = good.split(separator: ".")
    for text in [
      "", ".", "..", "a.b.c", "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).", "\(good).",
      "\(good)=", "\(good).\(parts[2])", ".\(good)", "\(parts[0])..\(parts[2])",
      String(repeating: "a", count: JSONWebToken.maxBytes + 1),
    ] {
      #expect(refusal(admission, text)?.status == 401, "\(text)")
    }
    #expect(admission.refusal()?.reason == .missing)
    #expect(
      refusal(admission, "x.y.z")?.challenge
        == "Bearer realm=\"hooks\", error=\"invalid_token\"")
    let padding = String(repeating: "x", count: JSONWebToken.maxBytes)
    #expect(refusal(admission, token(#""exp":1800000600,"p":"\#(padding)""#)) != nil)
  }

  @Test(arguments: [
    (#""exp":1800000000"#, nil), (#""exp":1799999941"#, nil), (#""exp":1800000000.5"#, nil),
    (#""exp":1799999940"#, Refusal.Reason.stale), (#""exp":0"#, .stale), (#""exp":-1e308"#, .stale),
    (#""nbf":0"#, .invalid), (#""exp":"1800000600""#, .invalid), (#""exp":null"#, .invalid),
    (#""exp":1e300"#, nil), (#""exp":1800000600,"nbf":1800000060"#, nil),
    (#""exp":1800000600,"nbf":1800000061"#, .stale), (#""exp":1800000600,"nbf":"x""#, .invalid),
    (#""exp":1800000600,"iat":1800000060"#, nil), (#""exp":1800000600,"iat":1800000061"#, .stale),
    (#""exp":1800000600,"iat":9007199254740993"#, .stale),
  ])
  func `a token is good from its beginning to its end, give or take a minute`(
    claims: String, reason: Refusal.Reason?
  ) throws {
    #expect(refusal(try admission(), token(claims))?.reason == reason)
  }

  @Test func `the leeway may be none`() throws {
    let admission = try admission(", leeway: 0s")
    #expect(refusal(admission, token(#""exp":1800000001"#)) == nil)
    #expect(refusal(admission, token(#""exp":1800000000"#))?.reason == .stale)
  }

  @Test(arguments: [
    (", issuer: a", #""iss":"a""#, true), (", issuer: a", #""iss":"b""#, false),
    (", issuer: a", #""iss":["a"]"#, false), (", issuer: a", #""x":1"#, false),
    (", audience: a", #""aud":"a""#, true), (", audience: a", #""aud":["b","a"]"#, true),
    (", audience: [c, a]", #""aud":"a""#, true), (", audience: a", #""aud":"b""#, false),
    (", audience: a", #""aud":[]"#, false), (", audience: a", #""x":1"#, false),
    (", audience: a", #""aud":{"a":1}"#, false), ("", #""aud":"a""#, false),
    (", claims: { role: x }", #""role":"x""#, true),
    (", claims: { role: x }", #""role":["y","x"]"#, true),
    (", claims: { role: x }", #""role":"x y""#, false), (", claims: { role: x }", #""x":1"#, false),
    (", claims: { scope: x }", #""scope":"y x""#, true),
    (", claims: { scope: x }", #""scope":"y xx""#, false),
    (", claims: { admin: true, n: 1 }", #""admin":true,"n":1"#, true),
    (", claims: { admin: true, n: 1 }", #""admin":true,"n":2"#, false),
    (", claims: { admin: true }", #""admin":"true""#, false),
  ])
  func `a token must be from whom and for whom the source says`(
    more: String, claims: String, isTaken: Bool
  ) throws {
    let refusal = refusal(try admission(more), token("\(claims),\"exp\":1800000600"))
    #expect((refusal == nil) == isTaken)
    if let refusal { #expect(refusal.reason == .invalid) }
  }

  @Test func `during a rotation each of two secrets is taken`() throws {
    let secrets = "['another secret of thirty-two bytes', '\(TokenCheckTests.secret)']"
    let admission = try AdmissionsTests.admission(
      "auth: { jwt: { algorithms: HS256, secret: \(secrets) } }")
    #expect(refusal(admission, token()) == nil)
  }

  @Test func `keys that are fetched are waited for, taken, and asked for when one is unknown`()
    throws
  {
    let memory = AdmissionMemory()
    let admission = try AdmissionsTests.admission(
      "auth: { jwt: { algorithms: RS256, keys: { jwks: 'http://h/keys' }, audience: hooks } }",
      memory: memory)
    let tokens = try IssuedTokens.table("long-lived.tsv")
    let (known, unknown) = (try #require(tokens["rsa"]), try #require(tokens["other"]))
    let early = try #require(refusal(admission, known))
    #expect(early.status == 503 && early.retryAfterSeconds == 1 && early.reason == .unchecked)
    let ring = try #require(memory.addressed.first)
    let asked = Counter()
    ring.onUnknownKey { asked.add() }
    ring.replace(try KeySet(Array(try IssuedTokens.text("rsa-key.json").utf8).span))
    #expect(refusal(admission, known) == nil)
    #expect(asked.count == 0)
    #expect(refusal(admission, unknown)?.reason == .invalid)
    #expect(asked.count == 1)
    // A forged token of a known key is no reason to ask.
    #expect(refusal(admission, String(known.dropLast(4)) + "AAAA")?.reason == .invalid)
    #expect(asked.count == 1)
    ring.replace(try KeySet(Array(try IssuedTokens.text("two-rsa-keys.json").utf8).span))
    #expect(refusal(admission, unknown) == nil)
    #expect(refusal(admission, known) == nil)
  }
}

/// Base64 for URLs, as tokens have it.
func encoded(_ text: String) -> String { encoded(Array(text.utf8)) }

func encoded(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
  var text = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let padded = group + Array(repeating: 0, count: 3 - group.count)
    let value = padded.reduce(0) { $0 << 8 | Int($1) }
    for place in 0...group.count { text.append(alphabet[value >> (18 - 6 * place) & 63]) }
  }
  return text
}
