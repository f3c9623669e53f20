import Routing

// Functions and associations that the router has for itself. Their names begin with `_`, as nobody
// else's can, so that they can be neither invoked nor declared.
extension Manifest {
  /// What can be invoked: what is declared, and what the router has for itself.
  package var allFunctions: [FunctionSpec] {
    callbacks == .off ? functions : functions + [.callbacks]
  }

  /// What delivers: what is declared, at the same place, and then what the router has for itself,
  /// without sources.
  package var allAssociations: [AssociationSpec] {
    callbacks == .off ? associations : associations + [.callbacks]
  }
}

extension AssociationName {
  /// Posts the results of calls.
  package static let callbacks = AssociationName(unchecked: "_callbacks")
}

extension AssociationSpec {
  fileprivate static let callbacks = AssociationSpec(
    rule: Association(
      name: .callbacks, sources: [],
      destinations: [
        Weighted(FunctionReference(function: FunctionSpec.callbacks.name, qualifier: .latest))
      ], mode: .queued))
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
