import Admissions
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("10.0.0.1", true), ("10.255.0.1", true), ("::1", true), ("::ffff:10.0.0.1", true),
    ("10.1.2.3", false), ("::ffff:10.1.2.3", false), ("11.0.0.1", false), ("::2", false),
    ("2001:db8::1", true), ("2001:db9::1", false),
  ])
  func `only allowed addresses that are not denied may send`(peer: String, mayCome: Bool) throws {
    let admission = try admission(
      "allow: [10.0.0.0/8, '::1', '2001:db8::/32'], deny: 10.1.2.3")
    #expect(admission.needsPeer)
    let refusal = admission.refusal(peer: peer)
    #expect((refusal == nil) == mayCome)
    if let refusal { #expect(refusal.status == 403 && refusal.reason == .address) }
  }

  @Test func `where only some are denied all others may send`() throws {
    let admission = try admission("deny: [192.0.2.0/24]")
    #expect(admission.refusal(peer: "192.0.2.200")?.status == 403)
    #expect(admission.refusal(peer: "192.0.3.1") == nil)
    #expect(admission.refusal(peer: nil)?.status == 403)
  }

  @Test func `an address is refused before anybody looks at credentials`() throws {
    let admission = try admission("auth: { bearer: t }, deny: 10.0.0.1")
    #expect(admission.refusal(["Authorization: Bearer t"], peer: "10.0.0.1")?.status == 403)
    #expect(admission.refusal(["Authorization: Bearer t"], peer: "10.0.0.2") == nil)
    #expect(admission.refusal(peer: "10.0.0.2")?.status == 401)
  }

  @Test func `nobody asks for the peer where no address matters`() throws {
    #expect(try !admission("auth: { bearer: t }").needsPeer)
  }
}
