/// The place of a function's version in one routing table: what is looked up once and then costs nothing.
///
/// Another table gives other numbers.
package struct VersionID: Sendable, Hashable, Comparable {
  /// 0 and up, without gaps.
  package let index: Int

  package init(index: Int) { self.index = index }

  package static func < (left: VersionID, right: VersionID) -> Bool { left.index < right.index }
}
