/// A block of IPv4 or IPv6 addresses, as `10.0.0.0/8` or `2001:db8::/32` write it.
///
/// Bits beyond the prefix are ignored; an address without a prefix is a block of one. An
/// IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) counts as the IPv4 address in it.
package struct AddressBlock: Sendable, Hashable, CustomStringConvertible {
  private let first: IPAddress
  /// The bits that count, from the top; of 128, also for IPv4.
  private let mask: UInt128
  /// The block as it was written.
  package let description: String

  /// Reads `ADDRESS/PREFIX` or `ADDRESS`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    let bits = parts[0].utf8.contains(UInt8(ascii: ":")) ? 128 : 32
    var prefix = bits
    if parts.count == 2 {
      guard let number = smallNumber(parts[1].utf8), number <= bits else { return nil }
      prefix = number
    }
    let prefixOf128 = prefix + 128 - bits
    mask = prefixOf128 == 0 ? 0 : UInt128.max << UInt128(128 - prefixOf128)
    // A mapped address with a prefix of less than 96 bits reaches beyond IPv4.
    first = IPAddress(
      bits: address.bits & mask, isIPv4: address.isIPv4 && prefixOf128 >= 96)
    description = text
  }

  /// Whether `text` is an address, and this block has it.
  package func contains(_ text: String) -> Bool {
    IPAddress(text).map { contains($0) } ?? false
  }

  package func contains(_ address: IPAddress) -> Bool {
    address.isIPv4 == first.isIPv4 && address.bits & mask == first.bits
  }
}

/// 0 to 999 without leading zeros; nil for anything else.
private func smallNumber(_ digits: Substring.UTF8View) -> Int? {
  guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0")
  else { return nil }
  var number = 0
  for digit in digits {
    guard digit >= 48, digit <= 57 else { return nil }
    number = number * 10 + Int(digit) - 48
  }
  return number
}
