import Routing

/// What of a catalog is paused, by the ids of its routing table.
package struct CatalogPauses: Sendable {
  private let names: Set<PauseTarget>
  private let sources: [Bool]
  private let associations: [Bool]
  private let versions: [Bool]
  private let table: RoutingTable

  /// What is not in the table is passed over.
  init(_ paused: some Sequence<PauseTarget>, in table: RoutingTable) {
    let names = Set(paused)
    self.table = table
    sources = table.sources.map { names.contains(.source($0)) }
    associations = table.associations.map { names.contains(.association($0)) }
    versions = table.versions.map { names.contains(.function($0.function)) }
    self.names = names
  }

  var isEmpty: Bool { names.isEmpty }

  func isPaused(_ source: SourceID) -> Bool { sources[source.index] }

  /// Why a delivery waits, in words for its sender; nil where it does not.
  ///
  /// - Parameter association: nil for an invocation without a source.
  func reason(_ association: AssociationID?, _ version: VersionID) -> String? {
    if let association, associations[association.index] {
      return "the association \(table.name(of: association)) is paused"
    }
    return versions[version.index] ? "the function \(table[version].function) is paused" : nil
  }

  /// Whether a stored delivery waits.
  func isPaused(_ association: AssociationName?, _ function: FunctionName) -> Bool {
    if names.contains(.function(function)) { return true }
    return association.map { names.contains(.association($0)) } ?? false
  }
}
