/// Which deliveries of one queue can be leased, and in which order: a pure value.
///
/// Tokens ascend in order of arrival, and that is the order of leasing: what was appended ready
/// stands in a plain queue; what became ready later (due, released) stands in a heap beside it.
struct ReadyQueue {
  private var fresh = ChunkedQueue<ReadyEntry>()
  private var returned = BinaryHeap<ReadyEntry>()
  private var delayed = BinaryHeap<DelayedEntry>()

  var readyCount: Int { fresh.count + returned.count }
  var delayedCount: Int { delayed.count }
  var nextDueAtMilliseconds: Int64? { delayed.first?.dueAtMilliseconds }

  /// When the oldest of what is ready or delayed was accepted; O(delayed).
  var oldestAcceptedAtMilliseconds: Int64? {
    let delayedOldest = delayed.elements.lazy.map(\.acceptedAtMilliseconds).min()
    let oldest = [
      fresh.first?.acceptedAtMilliseconds, returned.first?.acceptedAtMilliseconds, delayedOldest,
    ]
    return oldest.compactMap(\.self).min()
  }

  /// Adds what is ready and newer than everything before it.
  mutating func append(_ entry: ReadyEntry) { fresh.append(entry) }

  /// Adds what is ready again, at its old place.
  mutating func putBack(_ entry: ReadyEntry) { returned.insert(entry) }

  mutating func delay(_ entry: DelayedEntry) { delayed.insert(entry) }

  /// Makes ready what is due.
  mutating func promote(nowMilliseconds: Int64) {
    while let entry = delayed.first, entry.dueAtMilliseconds <= nowMilliseconds {
      _ = delayed.popFirst()
      returned.insert(entry.ready)
    }
  }

  /// Makes ready what is held, due or not.
  mutating func promoteHeld() {
    for entry in delayed.removeAll(where: \.isHeld) { returned.insert(entry.ready) }
  }

  /// Takes one out wherever it stands; nil where it is not here.
  mutating func remove(_ token: Int64) -> ReadyEntry? {
    if let entry = delayed.remove(where: { $0.token == token }) {
      return entry.ready
    }
    return returned.remove { $0.token == token } ?? fresh.remove { $0.token == token }
  }

  /// Takes out the one that arrived first.
  mutating func popFirst() -> ReadyEntry? {
    guard let again = returned.first else { return fresh.popFirst() }
    if let first = fresh.first, first < again { return fresh.popFirst() }
    return returned.popFirst()
  }
}
