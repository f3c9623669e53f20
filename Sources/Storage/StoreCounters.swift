import Synchronization

/// What the writer has done since the store was opened.
final class StoreCounters: Sendable {
  let commits = Atomic<Int>(0)
  let syncs = Atomic<Int>(0)
  let failures = Atomic<Int>(0)
}
