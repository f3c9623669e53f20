/// A block of IPv4 or IPv6 addresses, as `10.0.0.0/8` or `2001:db8::/32` write it.
package struct AddressBlock: Sendable, Hashable {
}
