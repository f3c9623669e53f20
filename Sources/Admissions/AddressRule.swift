import Routing

/// Which addresses may send: those that are allowed, or all where none is named, but for the denied.
struct AddressRule: Sendable {
  private let allow: [AddressBlock]
  private let deny: [AddressBlock]

  /// nil where every address may send.
  init?(allow: [AddressBlock], deny: [AddressBlock]) {
    if allow.isEmpty, deny.isEmpty { return nil }
    self.allow = allow
    self.deny = deny
  }

  /// nil where the peer may send.
  func refusal(of peer: IPAddress?) -> Refusal? {
    guard let peer else { return .address }
    if deny.contains(where: { $0.contains(peer) }) { return .address }
    return allow.isEmpty || allow.contains { $0.contains(peer) } ? nil : .address
  }
}
