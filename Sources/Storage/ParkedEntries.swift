/// Deliveries of one queue that wait until their association is not paused any more.
struct ParkedEntries {
  private(set) var entries: [ReadyEntry] = []
  private(set) var oldestAcceptedAtMilliseconds = Int64.max

  mutating func remove(_ token: Int64) -> ReadyEntry? {
    entries.firstIndex { $0.token == token }.map { entries.remove(at: $0) }
  }

  mutating func append(_ entry: ReadyEntry) {
    entries.append(entry)
    oldestAcceptedAtMilliseconds = min(oldestAcceptedAtMilliseconds, entry.acceptedAtMilliseconds)
  }
}
