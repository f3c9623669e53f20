import Routing

extension Manifest {
  /// The functions as far as routing knows them, in the order of their declaration.
  package var functionVersions: [FunctionVersions] { functions.map(\.forRouting) }

  /// The rules of the associations, in the order of their declaration.
  package var rules: [Association] { associations.map(\.rule) }
}

extension FunctionSpec {
  /// The function as far as routing knows it.
  package var forRouting: FunctionVersions {
    FunctionVersions(
      name: name, numbers: versions.map(\.number), hasOwnTarget: own != nil,
      aliases: Dictionary(uniqueKeysWithValues: aliases.map { ($0.name, $0.versions) }))
  }
}
