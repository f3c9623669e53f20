import Synchronization

/// What is to be written into the ledger, and how much of it is kept; safe from any thread.
final class LedgerIntake: Sendable {
  private struct State {
    var batches: [LedgerBatch] = []
    /// Bytes that came in and are neither written nor given up yet.
    var waitingBytes = 0
    var limits = LedgerLimits()
    /// Records that were given up since somebody asked.
    var droppedCount = 0
  }

  private let state = Mutex(State())
  /// Bytes that may wait; what comes beyond is dropped.
  private let bytesLimit: Int

  init(bytesLimit: Int) { self.bytesLimit = bytesLimit }

  var limits: LedgerLimits {
    get { state.withLock(\.limits) }
    set { state.withLock { $0.limits = newValue } }
  }

  var isEmpty: Bool { state.withLock { $0.waitingBytes == 0 } }

  /// - Returns: false where too much waits already: the records are dropped.
  func add(_ batch: LedgerBatch) -> Bool {
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
  func take() -> [LedgerBatch] {
    state.withLock { state in
      guard !state.batches.isEmpty else { return [] }
      defer { state.batches.removeAll(keepingCapacity: true) }
      return state.batches
    }
  }

  /// Makes room where as much has been written.
  func wrote(bytes: Int) { state.withLock { $0.waitingBytes -= bytes } }

  /// Makes room where as much could not be written.
  func gaveUp(count: Int, bytes: Int) {
    state.withLock { state in
      state.waitingBytes -= bytes
      state.droppedCount += count
    }
  }
}
