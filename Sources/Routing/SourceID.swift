/// The place of an event source in one routing table: what is looked up once and then costs nothing.
///
/// Another table gives other numbers.
package struct SourceID: Sendable, Hashable, Comparable {
  /// 0 and up, without gaps.
  package let index: Int

  package init(index: Int) { self.index = index }

  package static func < (left: SourceID, right: SourceID) -> Bool { left.index < right.index }
}
