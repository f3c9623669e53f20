import Admissions
import Instants
import Testing

/// A request that a sender has signed, and a source that takes it.
struct SignedRequest: Sendable, CustomTestStringConvertible {
  var scheme: String
  var auth: String
  var fields: [String]
  var body: String
  /// When it was signed, in seconds since 1970.
  var time: Int64 = 1_800_000_000

  var testDescription: String { scheme }
  var now: WallTime { WallTime(secondsSinceEpoch: time) }

  func with(_ fields: [String]) -> SignedRequest {
    var copy = self
    copy.fields = fields
    return copy
  }
}

@Suite struct SignatureCheckTests {
  /// The test vector of the Standard Webhooks libraries.
  static let standard = SignedRequest(
    scheme: "standard",
    auth: "hmac: { scheme: standard, secrets: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw }",
    fields: [
      "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
      "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ], body: #"{"test": 2432232314}"#, time: 1_614_265_330)

  /// The values that GitHub's documentation gives to test with.
  static let github = SignedRequest(
    scheme: "github", auth: #"hmac: { scheme: github, secrets: "It's a Secret to Everybody" }"#,
    fields: [
      "X-Hub-Signature-256: "
        + "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    ], body: "Hello, World!")

  /// The example of Slack's documentation.
  static let slack = SignedRequest(
    scheme: "slack", auth: "hmac: { scheme: slack, secrets: 8f742231b10e8888abcd99yyyzzz85a5 }",
    fields: [
      "X-Slack-Request-Timestamp: 1531420618",
      "X-Slack-Signature: v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    ],
    body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&"
      + "channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&"
      + "command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F"
      + "T1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
      + "trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    time: 1_531_420_618)

  /// Stripe publishes no secret with its example: made with openssl(1).
  static let stripe = SignedRequest(
    scheme: "stripe", auth: "hmac: { scheme: stripe, secrets: whsec_test_secret }",
    fields: [
      "Stripe-Signature: t=1492774577,"
        + "v1=799c4ba7bb339f3c8601adfd112f0e477c930a268be1243d341abb8286501c2f,"
        + "v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"
    ], body: #"{"id":"evt_1"}"#, time: 1_492_774_577)

  /// RFC 4231, test case 2.
  static let generic = SignedRequest(
    scheme: "generic",
    auth: "hmac: { scheme: generic, secrets: Jefe, header: X-Sign, prefix: 'mac=', "
      + "algorithm: sha256, encoding: base64 }",
    fields: ["X-Sign: mac=W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="],
    body: "what do ya want for nothing?")

  static let all = [standard, github, stripe, slack, generic]

  @Test(arguments: all)
  func `a published example is taken`(request: SignedRequest) throws {
    let admission = try admission("auth: { \(request.auth) }")
    #expect(admission.needsBody)
    #expect(admission.refusal(request.fields, body: request.body, at: request.now) == nil)
  }

  @Test(arguments: all)
  func `a flipped bit anywhere in the body is refused`(request: SignedRequest) throws {
    let admission = try admission("auth: { \(request.auth) }")
    for bit in 0..<(request.body.utf8.count * 8) {
      var body = Array(request.body.utf8)
      body[bit / 8] ^= 1 << UInt8(bit % 8)
      let refusal = admission.refusal(request.fields, bytes: body, at: request.now)
      #expect(refusal?.status == 401 && refusal?.reason == .invalid)
    }
    #expect(admission.refusal(request.fields, body: request.body + " ", at: request.now) != nil)
    #expect(admission.refusal(request.fields, body: "", at: request.now) != nil)
  }

  @Test(arguments: all)
  func `a flipped bit anywhere in the fields is refused`(request: SignedRequest) throws {
    let admission = try admission("auth: { \(request.auth) }")
    var refused = 0
    for (index, field) in request.fields.enumerated() {
      let start = field.prefix { $0 != ":" }.utf8.count + 2
      // What stands behind Stripe's first code is of another scheme.
      let end = field.firstRange(of: ",v0=")?.lowerBound ?? field.endIndex
      for bit in (start * 8)..<(field[..<end].utf8.count * 8) {
        var bytes = Array(field.utf8)
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        guard (0x21...0x7E).contains(bytes[bit / 8]), isOther(bytes[bit / 8], bit, field) else {
          continue
        }
        var fields = request.fields
        fields[index] = String(decoding: bytes, as: UTF8.self)
        let refusal = admission.refusal(fields, body: request.body, at: request.now)
        #expect(refusal?.status == 401, "\(fields[index])")
        refused += 1
      }
    }
    #expect(refused > 200)
  }

  /// Whether the byte means something else than the one before: hexadecimal digits may be of
  /// either case.
  private func isOther(_ byte: UInt8, _ bit: Int, _ field: String) -> Bool {
    bit % 8 != 5 || !Character(UnicodeScalar(byte)).isHexDigit || field.contains("mac=")
      || field.contains("v1,") || field.contains("msg_")
  }

  @Test(arguments: all)
  func `a missing field is asked for and one that stands twice is refused`(
    request: SignedRequest
  ) throws {
    let admission = try admission("auth: { \(request.auth) }")
    for index in request.fields.indices {
      var fields = request.fields
      fields.append(fields[index])
      #expect(admission.refusal(fields, body: request.body, at: request.now)?.reason == .invalid)
      fields.removeAll { $0 == request.fields[index] }
      let refusal = admission.refusal(fields, body: request.body, at: request.now)
      #expect(refusal?.reason == .missing && refusal?.status == 401)
      #expect(refusal?.challenge == "HMAC realm=\"hooks\"")
    }
  }

  @Test(arguments: [standard, stripe, slack])
  func `a replay outside the tolerance is refused, within it taken`(request: SignedRequest) throws {
    for (auth, tolerance) in [(request.auth, 300), (request.short(tolerance: "10s"), 10)] {
      let admission = try admission("auth: { \(auth) }")
      for (seconds, isTaken) in [(tolerance, true), (tolerance + 1, false)] {
        for offset in [Int64(seconds), Int64(-seconds)] {
          let now = WallTime(secondsSinceEpoch: request.time + offset)
          let refusal = admission.refusal(request.fields, body: request.body, at: now)
          #expect((refusal == nil) == isTaken)
          if let refusal { #expect(refusal.reason == .stale && refusal.status == 401) }
        }
      }
    }
  }

  @Test func `during a rotation each of two secrets is taken`() throws {
    let request = SignatureCheckTests.standard
    let old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    let new = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    let both = try admission("auth: { hmac: { scheme: standard, secrets: ['\(new)', '\(old)'] } }")
    #expect(both.refusal(request.fields, body: request.body, at: request.now) == nil)
    let one = try admission("auth: { hmac: { scheme: standard, secrets: '\(new)' } }")
    #expect(one.refusal(request.fields, body: request.body, at: request.now)?.reason == .invalid)
    // The sender signs with both, and with a scheme of which we know nothing.
    let code = request.fields[2].dropFirst("webhook-signature: ".count)
    let several = "webhook-signature: v1a,AAAA v1,AAAA \(code)"
    let fields = Array(request.fields[..<2]) + [several]
    #expect(both.refusal(fields, body: request.body, at: request.now) == nil)
  }

  @Test(arguments: [
    (standard, 2, "webhook-signature: v1,"), (standard, 2, "webhook-signature: v1a,AAAA"),
    (standard, 1, "webhook-timestamp: 1614265330.0"), (standard, 1, "webhook-timestamp: -1"),
    (standard, 1, "webhook-timestamp: 99999999999999999999"), (standard, 0, "webhook-id:"),
    (standard, 2, "webhook-signature:" + String(repeating: " v1,AAAA", count: 17)),
    (github, 0, "X-Hub-Signature-256: sha1=757107ea"), (github, 0, "X-Hub-Signature-256: sha256="),
    (github, 0, "X-Hub-Signature-256: sha256=7"), (stripe, 0, "Stripe-Signature: v1=aa"),
    (stripe, 0, "Stripe-Signature: t=1492774577,t=1492774577,v1=aa"),
    (stripe, 0, "Stripe-Signature: t=1492774577"), (slack, 1, "X-Slack-Signature: v1=aa"),
    (slack, 1, "X-Slack-Signature: v0=xy"), (generic, 0, "X-Sign: mac="),
    (generic, 0, "X-Sign: W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="),
  ])
  func `a field that is not of the scheme's form is refused`(
    request: SignedRequest, index: Int, field: String
  ) throws {
    let admission = try admission("auth: { \(request.auth) }")
    var fields = request.fields
    fields[index] = field
    let refusal = admission.refusal(fields, body: request.body, at: request.now)
    #expect(refusal?.reason == .invalid)
  }
}

extension SignedRequest {
  func short(tolerance: String) -> String {
    "\(auth.dropLast(2)), tolerance: \(tolerance) }"
  }
}
