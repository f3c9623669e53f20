/// The names that an object has so far.
///
/// Names are the same where their code points are (RFC 8259, section 8.3), which is less than
/// what `String` compares: `é` and `e` with an accent after it are two names.
package struct JSONNames {
  /// Enough for most objects; beyond it, a search through all would be quadratic.
  private static let listed = 8
  private var list: [String] = []
  private var set: Set<[UInt8]> = []

  package init() {}

  /// - Returns: false where the name is there already.
  package mutating func insert(_ name: String) -> Bool {
    guard list.count == Self.listed else {
      if list.contains(where: { $0.hasSameCodePoints(as: name) }) { return false }
      list.append(name)
      return true
    }
    if set.isEmpty { set = Set(list.map { Array($0.utf8) }) }
    return set.insert(Array(name.utf8)).inserted
  }
}

extension String {
  /// Whether both are the same code points, canonically equivalent ones being different.
  func hasSameCodePoints(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let left = utf8Span.span
    let right = other.utf8Span.span
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}
