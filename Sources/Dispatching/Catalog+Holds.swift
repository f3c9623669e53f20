import EventLoops
import Manifests
import Routing

extension Catalog {
  /// Why queued deliveries to a function wait, for people; none where none has to.
  package func holds(of function: FunctionName) -> [String] {
    let now = MonotonicTime.read()
    let ofVersions = versions.filter { $0.version.function == function }.flatMap { entry in
      let held = entry.regulator?.holds(now) ?? []
      return (held + [entry.adaptiveGate?.hold].compactMap(\.self)).map {
        "\(entry.name) is \($0)"
      }
    }
    let ofAssociations = zip(manifest.associations, paces).compactMap { association, pace in
      let rule = association.rule
      return rule.destinations.contains { $0.choice.function == function }
        ? pace?.hold(now).map { "association \(rule.name) is \($0)" } : nil
    }
    return ofVersions + ofAssociations
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
