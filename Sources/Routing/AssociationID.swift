/// The place of an association in one routing table: what is looked up once and then costs nothing.
///
/// Another table gives other numbers.
package struct AssociationID: Sendable, Hashable, Comparable {
  /// 0 and up, without gaps.
  package let index: Int

  package init(index: Int) { self.index = index }

  package static func < (left: AssociationID, right: AssociationID) -> Bool {
    left.index < right.index
  }
}
