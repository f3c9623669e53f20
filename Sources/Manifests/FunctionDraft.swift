import Routing

/// A function as far as it could be read: enough to check what refers to it.
struct FunctionDraft {
  var hasOwnTarget: Bool
  /// In the order of the file, whether or not their specs could be read.
  var numbers: [Int]
  var aliases: [AliasName]
  /// Nil where a part of it was refused.
  var spec: FunctionSpec?

  /// Whether nothing is known of its versions, so that nothing can be said about references.
  var isUnknown: Bool { !hasOwnTarget && numbers.isEmpty }
}
