/// What came of a redrive, purge or replay.
package struct OperatorReport: Sendable, Hashable {
  /// What was left as it is, for one reason: dead letters, or events of a replay.
  package struct Remainder: Sendable, Hashable {
    /// In words, for people.
    package var reason: String
    package var count: Int
    /// Of the first ones, at most `OperatorReport.maxIDs`.
    package var ids: [String]
  }

  /// Dead letters or events that were meant.
  package var matched = 0
  /// Those of them with which it was done, or would be; of a replay, the deliveries made of them.
  package var done = 0
  package private(set) var left: [Remainder] = []

  package static let maxIDs = 20

  package init() {}

  package mutating func leave(_ id: String, because reason: String) {
    leave([id], count: 1, because: reason)
  }

  /// - Parameter ids: of the first of them.
  package mutating func leave(_ ids: [String], count: Int, because reason: String) {
    guard let index = left.firstIndex(where: { $0.reason == reason }) else {
      left.append(Remainder(reason: reason, count: count, ids: ids))
      return
    }
    left[index].count += count
    left[index].ids += ids.prefix(OperatorReport.maxIDs - left[index].ids.count)
  }
}
