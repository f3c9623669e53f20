import Routing

/// Who may send to an http source; by default everybody.
package struct AdmissionSpec: Sendable, Hashable {
  /// What a sender proves; nil asks for nothing.
  package var auth: AuthSpec?
  /// Addresses that may send; none means all.
  package var allow: [AddressBlock] = []
  /// Addresses that may not, allowed or not.
  package var deny: [AddressBlock] = []

  /// Entries in one list.
  static let maxEntries = 1_000

  package init() {}

  /// Whether nobody is ever asked anything.
  package var isOpen: Bool { self == AdmissionSpec() }
}
