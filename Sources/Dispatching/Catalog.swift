import Deliveries
import HTTPTransport
import Manifests
import Routing
import Storage
import TLS

/// What the router knows of a manifest: an immutable snapshot, swapped whole on reload.
package final class Catalog: Sendable {
  package let manifest: Manifest
  package let table: RoutingTable
  /// In the order of `AssociationID`: those of the manifest, and then the router's own.
  let associations: [AssociationSpec]
  /// What posts the results of calls; nil where nothing does.
  let callbacks: AssociationID?
  /// What delivers successes, in the order of `AssociationID`; nil where nothing does.
  let successes: [AssociationID?]
  /// The same for those that have failed for good.
  let failures: [AssociationID?]
  /// In the order of `AssociationID`.
  let policies: [DeliveryPolicy]
  /// In the order of `AssociationID`; nil for those that queue every event.
  let dedupes: [DedupeSpec?]
  /// How long results are kept, in the order of `AssociationID`; nil for those that keep none.
  private let retentions: [Duration?]
  /// In the order of `AssociationID`; nil for those whose events go alone.
  let batches: [BatchSpec?]
  /// In the order of `AssociationID`; nil for those without a rate.
  let paces: [AssociationPace?]
  /// Whether any sync call may be refused for a rate or a breaker.
  let limitsSync: Bool
  /// In the order of `VersionID`.
  let versions: [VersionEntry]
  /// The same by their functions.
  private let versionsByFunction: [FunctionName: [VersionEntry]]
  /// Places of those `paces` that are not nil.
  let pacedPlaces: [Int]
  /// The function sources that take a version's results, in the order of `VersionID`.
  let resultSources: [[SourceName]]
  /// Of the functions whose queues have another weight than 1.
  let weights: [FunctionName: Int]
  package let pauses: CatalogPauses
  package let stamp: CatalogStamp
  /// For `https://` targets.
  private let contexts: [TargetTLSSpec: TLSClientContext]

  /// - Parameters:
  ///   - registry: what of the versions outlives a catalog.
  ///   - contexts: one for all that the manifest says of `https://` targets.
  ///   - paused: what an operator has paused; who is not declared is passed over.
  package init(
    _ manifest: Manifest, registry: VersionRegistry,
    contexts: [TargetTLSSpec: TLSClientContext] = [:],
    paused: some Sequence<PauseTarget> = EmptyCollection(), stamp: CatalogStamp = CatalogStamp()
  ) {
    self.manifest = manifest
    self.stamp = stamp
    self.contexts = contexts
    let (functions, associations) = (manifest.allFunctions, manifest.allAssociations)
    let table = RoutingTable(
      functions: functions.map(\.forRouting), associations: associations.map(\.rule),
      sources: manifest.sources.map(\.name))
    self.table = table
    self.associations = associations
    callbacks = table.id(of: .callbacks)
    successes = associations.map { $0.nameOfSuccesses.flatMap { table.id(of: $0) } }
    failures = associations.map { $0.nameOfFailures.flatMap { table.id(of: $0) } }
    pauses = CatalogPauses(paused, in: table)
    policies = associations.map(\.delivery)
    dedupes = associations.map(\.dedupe)
    retentions = associations.map(\.resultRetention)
    batches = associations.map(\.batch)
    paces = associations.map { registry.pace(of: $0.rule.name, $0.rate) }
    pacedPlaces = paces.indices.filter { [paces] in paces[$0] != nil }
    let specs = Catalog.specs(functions)
    limitsSync =
      associations.contains { $0.rate != nil }
      || specs.values.contains { $0.rate != nil || $0.breaker?.isSync == true }
    versions = table.versions.map { version in
      guard let spec = specs[version] else {
        preconditionFailure("\(version) is routed to but not declared")
      }
      return VersionEntry(version: version, spec: spec, registry: registry)
    }
    weights = Dictionary(
      manifest.functions.filter { $0.weight != 1 }.map { ($0.name, $0.weight) },
      uniquingKeysWith: max)
    versionsByFunction = Dictionary(grouping: versions, by: \.version.function)
    resultSources = table.versions.map { Catalog.resultSources(of: $0, manifest) }
  }

  /// The versions of a function, in the order of `VersionID`.
  func versions(of function: FunctionName) -> [VersionEntry] {
    versionsByFunction[function] ?? []
  }

  /// The policy of a stored delivery.
  ///
  /// - Parameter association: nil where there is none, or none any more: the default policy holds.
  func policy(of association: AssociationID?) -> DeliveryPolicy {
    association.map { policies[$0.index] } ?? DeliveryPolicy()
  }

  /// How long the result of a delivery is kept; nil where it is not.
  ///
  /// - Parameter association: nil for one that came without a source.
  func retention(for association: AssociationID?) -> Duration? {
    guard let association else { return manifest.results.retention }
    return retentions[association.index]
  }

  /// Whether a delivery that came by a source can be asked for by its id.
  func keepsResult(of delivery: NewDelivery) -> Bool {
    delivery.association.flatMap { table.id(of: $0) }.map { retention(for: $0) != nil } ?? false
  }

  /// How a target's address speaks TLS; nil for `http://`.
  func tls(of address: HTTPAddress, _ spec: TargetTLSSpec) -> UpstreamTLS? {
    guard address.isTLS else { return nil }
    guard let context = contexts[spec] else {
      preconditionFailure("every https target has its context")
    }
    return UpstreamTLS(context, serverName: spec.serverName ?? address.host)
  }

  private static func specs(_ functions: [FunctionSpec]) -> [FunctionVersion: VersionSpec] {
    var specs: [FunctionVersion: VersionSpec] = [:]
    for function in functions {
      if let own = function.own {
        specs[FunctionVersion(function: function.name, number: .latest)] = own
      }
      for version in function.versions {
        specs[FunctionVersion(function: function.name, number: .number(version.number))] =
          version.spec
      }
    }
    return specs
  }

  private static func resultSources(of version: FunctionVersion, _ manifest: Manifest)
    -> [SourceName]
  {
    manifest.sources.compactMap { source in
      guard case .function(let reference) = source.kind, reference.function == version.function
      else { return nil }
      // A reference to a version takes that version's results; any other, the function's.
      if case .version(let number) = reference.qualifier, version.number != .number(number) {
        return nil
      }
      return source.name
    }
  }
}
