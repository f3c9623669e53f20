/// What is to happen when: a binary heap of deadlines.
struct TimerQueue {
  enum Target {
    /// A watched descriptor, by its key in the table; a stale key is ignored.
    case descriptor(UInt64)
    case sleeper(Sleeper)
  }

  private struct Entry {
    var deadline: MonotonicTime
    var target: Target
  }

  private var heap = ContiguousArray<Entry>()

  /// The earliest deadline.
  var next: MonotonicTime? { heap.first?.deadline }

  mutating func insert(_ target: Target, at deadline: MonotonicTime) {
    heap.append(Entry(deadline: deadline, target: target))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].deadline < heap[parent].deadline else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the earliest entry out if its deadline has come.
  mutating func popDue(_ now: MonotonicTime) -> Target? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < heap.count else { break }
      let right = left + 1
      let child = right < heap.count && heap[right].deadline < heap[left].deadline ? right : left
      guard heap[child].deadline < heap[parent].deadline else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return first.target
  }
}
