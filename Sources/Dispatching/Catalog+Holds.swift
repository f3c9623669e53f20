import EventLoops
import Manifests
import Routing

extension Catalog {
  /// Why queued deliveries to a function wait, for people; none where none has to.
  package func holds(of function: FunctionName) -> [String] {
    let now = MonotonicTime.read()
    let ofVersions = versions(of: function).flatMap { entry in
      let held = entry.regulator?.holds(now) ?? []
      return (held + [entry.adaptiveGate?.hold].compactMap(\.self)).map {
        "\(entry.name) is \($0)"
      }
    }
    let ofAssociations = pacedPlaces.compactMap { place in
      let rule = associations[place].rule
      return rule.destinations.contains { $0.choice.function == function }
        ? paces[place]?.hold(now).map { "association \(rule.name) is \($0)" } : nil
    }
    return ofVersions + ofAssociations
  }

  /// The functions of which something may be held for a reason that was an earlier catalog's and is
  /// none any more.
  package func functionsHeldOtherwise(than old: Catalog) -> Set<FunctionName> {
    let regulators = Set(versions.compactMap { $0.regulator.map { ObjectIdentifier($0) } })
    let kept = Set(paces.compactMap { $0.map { ObjectIdentifier($0) } })
    var functions: Set<FunctionName> = []
    for entry in old.versions {
      guard let regulator = entry.regulator, !regulators.contains(ObjectIdentifier(regulator))
      else { continue }
      functions.insert(entry.version.function)
    }
    for (association, pace) in zip(old.associations, old.paces) {
      guard let pace, !kept.contains(ObjectIdentifier(pace)) else { continue }
      functions.formUnion(association.rule.destinations.map(\.choice.function))
    }
    return functions
  }

  /// How many deliveries versions get at once, where that adapts.
  package var concurrencyLimits: [(version: FunctionVersion, limit: Int)] {
    versions.compactMap { entry in entry.adaptiveGate.map { (entry.version, $0.limit) } }
  }

  /// Which versions' queues are held or tried with single deliveries; those without a breaker are
  /// left out.
  package var breakerStates: [(version: FunctionVersion, isBroken: Bool)] {
    versions.compactMap { entry in
      entry.regulator?.isBroken.map { (entry.version, $0) }
    }
  }
}
