import Admissions
import CloudEvents
import Testing

@Suite struct CredentialTests {
  @Test(arguments: ["bearer: [one, two]", "bearer: { tokens: [one, two] }"])
  func `each of several tokens is taken`(keys: String) throws {
    let admission = try admission("auth: { \(keys) }")
    #expect(admission.refusal(["Authorization: Bearer one"]) == nil)
    #expect(admission.refusal(["authorization: bearer   two"]) == nil)
  }

  @Test(arguments: [
    ["Authorization: Bearer three"], ["Authorization: Bearer on"],
    ["Authorization: Bearer onee"], ["Authorization: Bearer ONE"], ["Authorization: Bearer one,"],
    ["Authorization: Bearer one", "Authorization: Bearer one"],
  ])
  func `a wrong token is refused without saying why`(fields: [String]) throws {
    let refusal = try #require(try admission("auth: { bearer: [one, two] }").refusal(fields))
    #expect(refusal.status == 401 && refusal.reason == .invalid)
    #expect(refusal.challenge == "Bearer realm=\"hooks\", error=\"invalid_token\"")
    #expect(!refusal.detail.contains("one"))
  }

  @Test(arguments: [
    [], ["Authorization: Basic b25lOm9uZQ=="], ["Authorization: one"],
    ["X-Authorization: Bearer one"],
    ["Authorization: Bearer"], ["Authorization:"], ["Authorization: Bearerone"],
  ])
  func `a request without a token is asked for one`(fields: [String]) throws {
    let refusal = try #require(try admission("auth: { bearer: one }").refusal(fields))
    #expect(refusal.status == 401 && refusal.reason == .missing)
    #expect(refusal.challenge == "Bearer realm=\"hooks\"")
  }

  /// RFC 7617, section 2 and 2.1.
  @Test(arguments: ["QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "dGVzdDoxMjPCow=="])
  func `users of the standard's examples are let in`(credentials: String) throws {
    let users = "auth: { basic: { users: { Aladdin: open sesame, test: 123£ } } }"
    #expect(try admission(users).refusal(["Authorization: Basic \(credentials)"]) == nil)
  }

  @Test(arguments: ["ann:wrong", "bob:pass", "ann:", ":pass", "annpass", "ann:pass:", ""])
  func `a wrong user or password is refused`(credentials: String) throws {
    var encoded: [UInt8] = []
    Base64.append(encoding: Array(credentials.utf8).span, to: &encoded)
    let field = "Authorization: Basic \(String(decoding: encoded, as: UTF8.self))"
    let admission = try admission("auth: { basic: { users: { ann: pass } } }")
    let refusal = try #require(admission.refusal([field]))
    #expect(refusal.status == 401)
    #expect(refusal.challenge == "Basic realm=\"hooks\", charset=\"UTF-8\"")
    #expect(try #require(admission.refusal(["Authorization: Basic !!!"])).reason == .invalid)
  }

  @Test func `a key in a header is taken, in the default one and in one that is named`() throws {
    let named = try admission("auth: { apiKey: { header: X-Key, keys: [k1, k2] } }")
    #expect(named.refusal(["x-key: k2"]) == nil)
    #expect(named.refusal(["X-Key: k3"])?.reason == .invalid)
    #expect(named.refusal(["X-Key: k1", "X-Key: k1"])?.reason == .invalid)
    #expect(named.refusal()?.reason == .missing)
    #expect(try admission("auth: { apiKey: k }").refusal(["X-API-Key: k"]) == nil)
  }

  @Test func `a key in the query is taken`() throws {
    let admission = try admission("auth: { apiKey: { query: key, keys: a+b } }")
    #expect(admission.refusal(query: "?x=1&key=a%2Bb") == nil)
    #expect(admission.refusal(query: "?k%65y=a%2Bb") == nil)
    #expect(admission.refusal(query: "?key=a+b")?.reason == .invalid)
    #expect(admission.refusal(query: "?key=a%2Bb&key=a%2Bb")?.reason == .invalid)
    #expect(admission.refusal(query: "?yek=a%2Bb")?.reason == .missing)
    #expect(admission.refusal()?.reason == .missing)
    #expect(admission.refusal()?.challenge == "ApiKey realm=\"hooks\"")
  }

  @Test func `a flipped bit of any credential is refused`() throws {
    let token = "sk_live_4711"
    let admission = try admission("auth: { apiKey: { header: X-Key, keys: \(token) } }")
    #expect(admission.refusal(["X-Key: \(token)"]) == nil)
    for bit in 0..<(token.utf8.count * 8) {
      var sent = Array(token.utf8)
      sent[bit / 8] ^= 1 << UInt8(bit % 8)
      guard (0x21...0x7E).contains(sent[bit / 8]) else { continue }
      let text = String(decoding: sent, as: UTF8.self)
      #expect(admission.refusal(["X-Key: \(text)"])?.reason == .invalid, "\(text)")
    }
  }

  @Test func `what carries credentials is taken out of what is passed on`() throws {
    let header = try admission("auth: { apiKey: { header: X-Key, keys: k } }").credentials
    let lines = "X-A: 1\r\nauthorization: Bearer t\r\nx-key: k\r\nX-Keys: 2\r\n"
    #expect(
      header.removed(fromLines: Array(lines.utf8)) == Array("X-A: 1\r\nX-Keys: 2\r\n".utf8))
    #expect(header.removed(fromQuery: "key=k&a=1") == "key=k&a=1")
    let query = try admission("auth: { apiKey: { query: key, keys: k } }").credentials
    #expect(query.removed(fromQuery: "a=%31&k%65y=k&b") == "a=%31&b")
    #expect(query.removed(fromQuery: "key=k") == nil)
  }
}
