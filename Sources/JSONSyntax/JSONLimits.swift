/// What a JSON document may cost its reader. Its size in bytes is limited by whoever took it in.
package struct JSONLimits: Sendable, Hashable {
  /// How many arrays and objects may stand inside one another; 64 unless told, 512 at the most.
  ///
  /// A deeper document is refused. Readers recurse, so this is also what bounds their stack.
  package var maximumDepth: Int

  package init(maximumDepth: Int = 64) {
    precondition((0...512).contains(maximumDepth), "a JSON depth limit is between 0 and 512")
    self.maximumDepth = maximumDepth
  }
}
