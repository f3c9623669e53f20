/// HTTP addresses among which partitions or keys are sharded.
package struct WorkersTargetSpec: Sendable, Hashable {
  /// At least one, each once.
  package var addresses: [HTTPAddress]
  package var format: TargetFormat = .binary
  package var headers: [HeaderSpec] = []
  /// For `https://` addresses.
  package var tls = TargetTLSSpec()
  package var connections = ConnectionsSpec()
  package var ejection = EjectionSpec()
  /// nil where nobody asks them.
  package var probe: ProbeSpec?

  package init(addresses: [HTTPAddress]) { self.addresses = addresses }
}
