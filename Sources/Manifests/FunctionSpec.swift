import Routing

/// A function as declared.
package struct FunctionSpec: Sendable, Hashable {
  package var name: FunctionName
  /// The function's own target, which is then its `latest`.
  package var own: VersionSpec?
  /// Numbered versions, ascending by number.
  package var versions: [NumberedVersion]
  /// Ascending by name.
  package var aliases: [AliasSpec]
  /// How much of its queue begins in its turn, relative to others'.
  package var weight = 1
  /// The paths inside the function whose texts a placeholder brought in: not to be shown.
  package private(set) var concealed: Set<String> = []

  /// The numbers that a version may have.
  package static let versionNumbers = 1...1_000_000_000
  /// What `weight` may be.
  package static let weights = 1...16

  package struct NumberedVersion: Sendable, Hashable {
    package var number: Int
    package var spec: VersionSpec
    package init(number: Int, spec: VersionSpec) {
      self.number = number
      self.spec = spec
    }
  }

  package struct AliasSpec: Sendable, Hashable {
    package var name: AliasName
    package var versions: [Weighted<Int>]
    package init(name: AliasName, versions: [Weighted<Int>]) {
      self.name = name
      self.versions = versions
    }
  }

  package init(
    name: FunctionName, own: VersionSpec? = nil, versions: [NumberedVersion] = [],
    aliases: [AliasSpec] = [], weight: Int = 1
  ) {
    self.name = name
    self.own = own
    self.versions = versions
    self.aliases = aliases
    self.weight = weight
  }

  /// Notes which texts a placeholder brought in; one in any version's address hides all of them.
  mutating func conceal(_ paths: Set<String>) {
    concealed = paths
    let addresses = ["target.http", "target.exec", "target.directory", "target.workers"]
    let hidesTarget = paths.contains { path in addresses.contains { path.contains($0) } }
    own?.hidesTarget = hidesTarget
    for index in versions.indices { versions[index].spec.hidesTarget = hidesTarget }
  }
}
