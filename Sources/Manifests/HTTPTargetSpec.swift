/// A function at an HTTP address.
package struct HTTPTargetSpec: Sendable, Hashable {
  package var address: HTTPAddress
  package var format: TargetFormat = .binary
  /// Headers added to each request; values may be secrets.
  package var headers: [HeaderSpec] = []
  /// For `https://` addresses.
  package var tls = TargetTLSSpec()
  package var connections = ConnectionsSpec()

  package init(address: HTTPAddress) { self.address = address }
}
