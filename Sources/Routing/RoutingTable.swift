import CloudEvents

/// Which functions want an event, and which version of each gets it; immutable.
///
/// Matching allocates nothing, and an event costs the same however many associations there are that
/// its source, or one exact, prefix or suffix condition of theirs, keeps from it.
package final class RoutingTable: Sendable {
  let functions: FunctionIndex
  let rules: [CompiledAssociation]
  let indexes: [SourceIndex]
  /// By source: whether some filter looks into the data.
  private let dataReaders: [Bool]
  private let sourceIDs: [SourceName: SourceID]
  private let associationIDs: [AssociationName: AssociationID]

  /// - Parameters:
  ///   - functions: each name once, with at least one version.
  ///   - associations: in the order of declaration, each name once; what they name must be among
  ///     the functions and sources. `AssociationID`s are the positions in this list.
  ///   - sources: each name once; `SourceID`s are the positions in this list.
  package init(
    functions: [FunctionVersions], associations: [Association], sources: [SourceName]
  ) {
    let index = FunctionIndex(functions)
    self.functions = index
    rules = associations.map { RoutingTable.compile($0, index) }
    sourceIDs = Dictionary(
      uniqueKeysWithValues: sources.enumerated().map { ($1, SourceID(index: $0)) })
    associationIDs = Dictionary(
      uniqueKeysWithValues: associations.enumerated().map {
        ($1.name, AssociationID(index: $0))
      })
    var members: [[(position: Int, filter: Filter?)]] = sources.map { _ in [] }
    for (position, association) in associations.enumerated() {
      for source in Set(association.sources) {
        guard let id = sourceIDs[source] else {
          preconditionFailure("\(association.name) comes from \(source), which is no source")
        }
        members[id.index].append((position, association.filter))
      }
    }
    indexes = members.map { SourceIndex($0) }
    dataReaders = members.map { $0.contains { $0.filter?.readsData == true } }
  }

  /// Every version of every function; `VersionID`s are the positions in this list.
  package var versions: [FunctionVersion] { functions.versions }

  /// In the order of `SourceID`.
  package var sources: [SourceName] {
    sourceIDs.sorted { $0.value.index < $1.value.index }.map(\.key)
  }

  /// In the order of `AssociationID`.
  package var associations: [AssociationName] { rules.map(\.name) }

  package subscript(version: VersionID) -> FunctionVersion { functions.versions[version.index] }

  /// nil where there is no such source.
  package func id(of source: SourceName) -> SourceID? { sourceIDs[source] }

  /// nil where there is no such association.
  package func id(of association: AssociationName) -> AssociationID? {
    associationIDs[association]
  }

  /// nil where there is no such version.
  package func id(of version: FunctionVersion) -> VersionID? { functions.id(of: version) }

  package func name(of association: AssociationID) -> AssociationName {
    rules[association.index].name
  }

  /// Whether it depends on an event's data who gets it.
  package func readsData(of source: SourceID) -> Bool { dataReaders[source.index] }

  package func mode(of association: AssociationID) -> DeliveryMode {
    rules[association.index].mode
  }

  private static func compile(
    _ association: Association, _ functions: FunctionIndex
  ) -> CompiledAssociation {
    let candidates = association.destinations.map { weighted in
      guard let destination = functions.destination(of: weighted.choice) else {
        preconditionFailure("\(association.name) leads to \(weighted.choice), which is no function")
      }
      return Split.Candidate(
        destination, label: "to/\(weighted.choice)", weight: weighted.weight)
    }
    return CompiledAssociation(
      name: association.name, mode: association.mode,
      filter: association.filter.map { CompiledFilter($0) }, hidesFilter: association.hidesFilter,
      sticky: association.sticky.map { AttributeSelector($0) }, order: association.order,
      destinations: Split(candidates))
  }
}
