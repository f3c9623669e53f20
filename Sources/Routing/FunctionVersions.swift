/// What routing needs to know of a function: its versions and aliases, not how they are invoked.
package struct FunctionVersions: Sendable, Hashable {
  package var name: FunctionName
  /// Numbered versions, ascending.
  package var numbers: [Int]
  /// Whether the function has a target of its own beside (or instead of) numbered versions.
  ///
  /// `latest` is that target; a function without one takes its highest number for `latest`.
  package var hasOwnTarget: Bool
  package var aliases: [AliasName: [Weighted<Int>]]

  package init(
    name: FunctionName, numbers: [Int], hasOwnTarget: Bool,
    aliases: [AliasName: [Weighted<Int>]] = [:]
  ) {
    self.name = name
    self.numbers = numbers
    self.hasOwnTarget = hasOwnTarget
    self.aliases = aliases
  }
}
