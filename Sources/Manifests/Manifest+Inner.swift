import Routing

// Functions and associations that the router has for itself. Their names begin with `_`, as nobody
// else's can, so that they can be neither invoked nor declared.
extension Manifest {
  /// What can be invoked: what is declared, and what the router has for itself.
  package var allFunctions: [FunctionSpec] {
    functions + associations.flatMap(\.innerFunctions) + (callbacks == .off ? [] : [.callbacks])
  }

  /// What delivers: what is declared, at the same place, and then what the router has for itself,
  /// without sources.
  package var allAssociations: [AssociationSpec] {
    associations + associations.flatMap(\.innerAssociations)
      + (callbacks == .off ? [] : [.callbacks])
  }
}

extension AssociationName {
  /// Posts the results of calls.
  package static let callbacks = AssociationName(unchecked: "_callbacks")
}

extension AssociationSpec {
  /// The associations that deliver the ends of its deliveries; nil where they go nowhere.
  package var nameOfSuccesses: AssociationName? { onSuccess.map { _ in inner("onSuccess") } }
  package var nameOfFailures: AssociationName? { onFailure.map { _ in inner("onFailure") } }

  private func inner(_ key: String) -> AssociationName {
    AssociationName(unchecked: "_\(rule.name).\(key)")
  }

  private var destinations: [(key: String, name: AssociationName, spec: DestinationSpec)] {
    [("onSuccess", onSuccess), ("onFailure", onFailure)].compactMap { key, destination in
      destination.map { (key, inner(key), $0) }
    }
  }

  fileprivate var innerAssociations: [AssociationSpec] {
    destinations.map { _, name, destination in
      switch destination {
      case .function(let reference): AssociationSpec(name, to: reference)
      case .http: AssociationSpec(name, to: FunctionReference(inner: name))
      }
    }
  }

  fileprivate var innerFunctions: [FunctionSpec] {
    destinations.compactMap { key, name, destination in
      guard case .http(let target) = destination else { return nil }
      var spec = VersionSpec(target: .http(target))
      spec.hidesTarget = concealed.contains { $0.hasPrefix("\(key).http") }
      return FunctionSpec(name: FunctionName(unchecked: name.text), own: spec)
    }
  }

  fileprivate static let callbacks = AssociationSpec(
    .callbacks, to: FunctionReference(inner: .callbacks))

  private init(_ name: AssociationName, to reference: FunctionReference) {
    self.init(
      rule: Association(
        name: name, sources: [], destinations: [Weighted(reference)], mode: .queued))
  }
}

extension FunctionReference {
  /// The function that the router has for an association of its own.
  fileprivate init(inner name: AssociationName) {
    self.init(function: FunctionName(unchecked: name.text), qualifier: .latest)
  }
}

extension FunctionSpec {
  fileprivate static let callbacks: FunctionSpec = {
    var spec = VersionSpec(target: .callback)
    // The hosts have nothing to do with each other: none may hold the others.
    spec.breaker = nil
    spec.retryBudget = nil
    return FunctionSpec(name: FunctionName(unchecked: AssociationName.callbacks.text), own: spec)
  }()
}
