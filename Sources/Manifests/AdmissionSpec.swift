import Routing

/// Who may send to an http source; by default everybody.
package struct AdmissionSpec: Sendable, Hashable {
  /// What a sender proves; nil asks for nothing.
  package var auth: AuthSpec?
  /// Addresses that may send; none means all.
  package var allow: [AddressBlock] = []
  /// Addresses that may not, allowed or not.
  package var deny: [AddressBlock] = []
  /// How much each sender may send; nil means as much as it likes.
  package var rate: RateSpec?
  /// Which web pages may send; nil answers browsers as every other client.
  package var cors: CORSSpec?
  /// Whether the address where an issuer's keys are fetched is a secret; where the spec is not a
  /// source's, which says that itself.
  var hidesKeyAddress = false

  /// Entries in one list.
  static let maxEntries = 1_000

  package init() {}

  /// Whether nobody is ever asked anything; what browsers are told of it is another matter.
  package var isOpen: Bool { auth == nil && allow.isEmpty && deny.isEmpty && rate == nil }

  /// What of that address must not be shown.
  package var keySetSecretTexts: [String] {
    guard hidesKeyAddress, let address = auth?.keySetAddress else { return [] }
    return [address.text, address.host]
  }
}
