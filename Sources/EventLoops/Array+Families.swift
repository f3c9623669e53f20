import Glibc

extension Array where Element == SocketAddress {
  /// The same with IPv4 and IPv6 by turns, the first one's family first (RFC 8305, section 4).
  package var alternatingFamilies: [SocketAddress] {
    guard let family = first?.family else { return self }
    var same = self.filter { $0.family == family }[...]
    var other = self.filter { $0.family != family }[...]
    var ordered: [SocketAddress] = []
    while let next = same.popFirst() {
      ordered.append(next)
      if let next = other.popFirst() { ordered.append(next) }
    }
    return ordered + other
  }
}
