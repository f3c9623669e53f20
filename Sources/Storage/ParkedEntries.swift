/// Deliveries of one queue that wait until their association is not paused any more.
struct ParkedEntries {
  private(set) var entries: [ReadyEntry] = []
  private(set) var oldestAcceptedAtMilliseconds = Int64.max

  mutating func append(_ entry: ReadyEntry) {
    entries.append(entry)
    oldestAcceptedAtMilliseconds = min(oldestAcceptedAtMilliseconds, entry.acceptedAtMilliseconds)
  }
}
