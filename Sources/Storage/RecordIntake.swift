import Synchronization

/// What is to be written though nobody waits for it, the ledger or the history, and how much of it
/// is kept; safe from any thread.
final class RecordIntake<Batch: RecordBatch, Limits: Sendable>: Sendable {
  private struct State {
    var batches: [Batch] = []
    /// Bytes that came in and are neither written nor given up yet.
    var waitingBytes = 0
    var limits: Limits
    /// Records that were given up since somebody asked.
    var droppedCount = 0
  }

  private let state: Mutex<State>
  /// Bytes that may wait; what comes beyond is dropped.
  private let bytesLimit: Int

  init(bytesLimit: Int, limits: Limits) {
    self.bytesLimit = bytesLimit
    state = Mutex(State(limits: limits))
  }

  var limits: Limits {
    get { state.withLock(\.limits) }
    set { state.withLock { $0.limits = newValue } }
  }

  var isEmpty: Bool { state.withLock { $0.waitingBytes == 0 } }

  /// - Returns: false where too much waits already: the records are dropped.
  func add(_ batch: Batch) -> Bool {
    state.withLock { state in
      guard state.waitingBytes + batch.bytes <= bytesLimit else {
        state.droppedCount += batch.count
        return false
      }
      state.waitingBytes += batch.bytes
      state.batches.append(batch)
      return true
    }
  }

  /// How many records have been dropped since the last call.
  func takeDroppedCount() -> Int {
    state.withLock { state in
      defer { state.droppedCount = 0 }
      return state.droppedCount
    }
  }

  // MARK: The writer's side

  /// Hands over what has come in.
  func take() -> [Batch] {
    state.withLock { state in
      guard !state.batches.isEmpty else { return [] }
      defer { state.batches.removeAll(keepingCapacity: true) }
      return state.batches
    }
  }

  /// Makes room where as much has been written.
  func wrote(bytes: Int) { state.withLock { $0.waitingBytes -= bytes } }

  /// Makes room where these could not be written.
  func gaveUp(_ batches: [Batch]) {
    state.withLock { state in
      for batch in batches {
        state.waitingBytes -= batch.bytes
        state.droppedCount += batch.count
      }
    }
  }
}
