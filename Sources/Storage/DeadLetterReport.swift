/// What came of a redrive or purge.
package struct DeadLetterReport: Sendable, Hashable {
  /// Dead letters that were left as they are, for one reason.
  package struct Remainder: Sendable, Hashable {
    /// In words, for people.
    package var reason: String
    package var count: Int
    /// Of the first ones, at most `DeadLetterReport.maxIDs`.
    package var ids: [String]
  }

  /// Dead letters that were meant.
  package var matched = 0
  /// Those of them with which it was done, or would be.
  package var done = 0
  package private(set) var left: [Remainder] = []

  package static let maxIDs = 20

  package init() {}

  package mutating func leave(_ id: String, because reason: String) {
    guard let index = left.firstIndex(where: { $0.reason == reason }) else {
      left.append(Remainder(reason: reason, count: 1, ids: [id]))
      return
    }
    left[index].count += 1
    if left[index].ids.count < DeadLetterReport.maxIDs { left[index].ids.append(id) }
  }
}
