import Routing

/// Everything a user declares, checked: every reference in it points somewhere.
///
/// Functions, sources and associations stand in the order of their declaration.
package struct Manifest: Sendable, Hashable {
  package var functions: [FunctionSpec]
  package var sources: [SourceSpec]
  package var associations: [AssociationSpec]
  package var admin: AdminSpec
  /// nil where `--listen` speaks plain HTTP.
  package var tls: ListenerTLSSpec?

  package init(
    functions: [FunctionSpec] = [], sources: [SourceSpec] = [],
    associations: [AssociationSpec] = [], admin: AdminSpec = AdminSpec(),
    tls: ListenerTLSSpec? = nil
  ) {
    self.admin = admin
    self.functions = functions
    self.sources = sources
    self.associations = associations
    self.tls = tls
  }
}
