import Glibc
import Instants
import Synchronization

/// The counts of one thread: written by that thread only, read by whoever asks for the metrics.
///
/// A count is a load and a store of one cell; nothing is locked, hashed or formatted.
// Safe because `cells` never changes and every access to what it points at is atomic.
@safe package final class MetricShard: @unchecked Sendable {
  private let cells: UnsafeMutablePointer<Atomic<UInt64>>
  private let capacity: Int
  private let bounds = HistogramBuckets.bounds

  /// - Parameter capacity: cells of 8 bytes; the system backs only those with memory that are used.
  init(capacity: Int) {
    guard let memory = unsafe calloc(capacity, MemoryLayout<UInt64>.stride) else {
      preconditionFailure("no memory for \(capacity) metric cells")
    }
    unsafe cells = memory.assumingMemoryBound(to: Atomic<UInt64>.self)
    self.capacity = capacity
  }

  deinit { unsafe free(cells) }

  /// Counts up; to be called on the shard's thread.
  @inline(__always)
  package func add(_ id: CounterID, _ amount: UInt64 = 1) {
    add(amount, toCell: id.cell)
  }

  /// Counts a duration; to be called on the shard's thread. Less than zero counts as zero.
  package func observe(_ id: HistogramID, nanoseconds: Int64) {
    var bucket = 0
    while bucket < bounds.count, nanoseconds > bounds[bucket] { bucket += 1 }
    add(1, toCell: id.firstCell + bucket)
    add(UInt64(max(0, nanoseconds)), toCell: id.firstCell + bounds.count + 1)
  }

  /// What a cell holds now; from any thread.
  func value(ofCell cell: Int) -> UInt64 {
    precondition((0..<capacity).contains(cell), "there is no cell \(cell)")
    return unsafe cells[cell].load(ordering: .relaxed)
  }

  /// Only one thread writes, so that a load and a store do; others see some value that was true.
  @inline(__always)
  private func add(_ amount: UInt64, toCell cell: Int) {
    precondition(cell < capacity, "there is no cell \(cell)")
    let sum = unsafe cells[cell].load(ordering: .relaxed) &+ amount
    unsafe cells[cell].store(sum, ordering: .relaxed)
  }
}
