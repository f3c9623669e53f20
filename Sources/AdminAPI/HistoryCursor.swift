import Storage

/// How far a list or a replay has come, as a text between two requests: `TIME-POSITION-THROUGH`.
struct HistoryCursor: Sendable, Hashable {
  var after: HistoryPlace
  var through: Int64

  init(after: HistoryPlace, through: Int64) {
    self.after = after
    self.through = through
  }

  /// nil for what no `text` was.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 3, let time = parts[0], let position = parts[1], let through = parts[2]
    else { return nil }
    after = HistoryPlace(takenAtMilliseconds: time, position: position)
    self.through = through
  }

  var text: String { "\(after.takenAtMilliseconds)-\(after.position)-\(through)" }
}
