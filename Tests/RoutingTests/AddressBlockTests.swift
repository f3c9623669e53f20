import TestSupport
import Testing

@testable import Routing

struct AddressBlockTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
    ("10.9.8.7/8", "10.0.0.1", true), ("0.0.0.0/0", "255.255.255.255", true),
    ("192.168.1.7", "192.168.1.7", true), ("192.168.1.7", "192.168.1.6", false),
    ("192.168.1.128/25", "192.168.1.127", false), ("192.168.1.128/25", "192.168.1.200", true),
    ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
    ("::ffff:a00:0/104", "10.1.2.3", true), ("::/0", "10.1.2.3", false),
    ("::/0", "2001:db8::1", true), ("0.0.0.0/0", "::1", false), ("::1/128", "::1", true),
    ("2001:db8::/32", "2001:DB8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
    ("2001:db8:0:0:0:0:0:1", "2001:db8::1", true), ("fe80::/10", "febf::1", true),
    ("fe80::/10", "fec0::1", false), ("1::/16", "1:0:0:0:0:0:0:0", true),
    ("64:ff9b::/96", "64:ff9b::192.0.2.33", true), ("10.0.0.0/8", "fe80::1%eth0", false),
    ("10.0.0.0/8", "10.0.0.1:80", false), ("10.0.0.0/8", "10.0.0.1 ", false),
    ("10.0.0.0/8", "", false), ("10.0.0.0/8", "10.1", false), ("10.0.0.0/8", "10.0.0.01", false),
  ])
  func `a block has the addresses that begin with its bits`(
    block: String, address: String, isInside: Bool
  ) throws {
    let block = try #require(AddressBlock(block))
    #expect(block.contains(address) == isInside)
  }

  @Test(arguments: [
    "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8",
    "10.0.0/8", "10.0.0.0.0/8", "10.0.0.256/8", "10.0.0.00/8", ".0.0.0/8", "10..0.0/8", "10.0.0./8",
    "a/8", "::/129", ":::/8", ":1::/8", "1:/8", "1::2::3/8", "1:2:3:4:5:6:7/8",
    "1:2:3:4:5:6:7:8:9/8", "1:2:3:4:5:6:7::8/8", "12345::/8", "g::/8", "::1.2.3/8",
    "1:2:3:4:5:6:7:1.2.3.4/8", "::1.2.3.4:5/8", "[::1]/8", "::/ 8", "10.0.0.0/8 ", "::1%1",
  ])
  func `anything else is no block`(text: String) {
    #expect(AddressBlock(text) == nil)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `an IPv6 address is read the same from each of its spellings`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let groups = (0..<8).map { _ in
        Bool.random(using: &generator) ? 0 : UInt16.random(in: 0...0xFFFF, using: &generator)
      }
      let full = groups.map { String($0, radix: 16) }
      let expected = groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
      #expect(IPAddress(full.joined(separator: ":"))?.bits == expected)
      for start in 0..<8 where groups[start] == 0 {
        var end = start
        while end < 8, groups[end] == 0 { end += 1 }
        let short =
          full[..<start].joined(separator: ":") + "::" + full[end...].joined(separator: ":")
        #expect(IPAddress(short)?.bits == expected, "\(short)")
      }
      let last = "\(groups[6] >> 8).\(groups[6] & 255).\(groups[7] >> 8).\(groups[7] & 255)"
      #expect(IPAddress(full[..<6].joined(separator: ":") + ":" + last)?.bits == expected)
    }
  }
}
