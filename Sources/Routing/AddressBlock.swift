/// A block of IPv4 or IPv6 addresses, as `10.0.0.0/8` or `2001:db8::/32` write it.
package struct AddressBlock: Sendable, Hashable, CustomStringConvertible {
  /// The block as it was written.
  package let description: String

  /// Reads `ADDRESS/PREFIX` or `ADDRESS`; nil for anything else.
  package init?(_ text: String) {
    guard text.utf8.contains(where: { $0 == 46 || $0 == 58 }) else { return nil }
    description = text
  }
}
