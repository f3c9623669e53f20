import Routing

extension Manifest {
  /// The functions as far as routing knows them, in the order of their declaration.
  package var functionVersions: [FunctionVersions] {
    functions.map { function in
      FunctionVersions(
        name: function.name, numbers: function.versions.map(\.number),
        hasOwnTarget: function.own != nil,
        aliases: Dictionary(uniqueKeysWithValues: function.aliases.map { ($0.name, $0.versions) }))
    }
  }

  /// The rules of the associations, in the order of their declaration.
  package var rules: [Association] { associations.map(\.rule) }
}
