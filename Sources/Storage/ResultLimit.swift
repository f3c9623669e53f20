import Synchronization

/// How many bytes of results are kept; safe from any thread.
final class ResultLimit: Sendable {
  private let limit = Atomic<Int>(64 << 20)

  /// Bytes of all results in the file; beyond it the oldest go.
  var bytes: Int {
    get { limit.load(ordering: .relaxed) }
    set { limit.store(newValue, ordering: .relaxed) }
  }
}
