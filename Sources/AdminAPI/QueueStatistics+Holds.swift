import Storage

extension QueueStatistics {
  /// What waits for others of its key, and what does not go on before somebody has decided: in words
  /// for people.
  var holds: [String] {
    var words: [String] = []
    if waiting > 0 { words.append("\(waiting) behind others of their key") }
    if holders > 0 {
      words.append(
        holders == 1 ? "1 key held by a dead letter" : "\(holders) keys held by dead letters")
    }
    return words
  }
}
