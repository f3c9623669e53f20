import EventLoops
import Synchronization

/// Where callers leave their changes for the writer; safe from any thread.
final class Intake: Sendable {
  private struct State {
    var requests: [WriteRequest] = []
    /// Tokens of deliveries that have ended, to be deleted with some commit.
    var finished: [Int64] = []
    /// Whether the writer will look at `finished` by itself before long.
    var isFlushScheduled = false
    var isClosed = false
    /// Whether the writer is to end once nothing waits.
    var isEnding = false
    /// What has come in and not been answered yet.
    var waitingCount = 0
    var waitingBytes = 0
  }

  /// What the writer finds besides the changes themselves.
  struct Notes {
    var isFlushScheduled: Bool
    var isEnding: Bool
  }

  /// Raised when there is something to do; only the writer arms it.
  let signal = Signal()
  private let state = Mutex(State())
  private let countLimit: Int
  private let bytesLimit: Int

  init(countLimit: Int, bytesLimit: Int) {
    self.countLimit = countLimit
    self.bytesLimit = bytesLimit
  }

  var isClosed: Bool { state.withLock(\.isClosed) }

  /// Leaves a change with the writer and returns once it is durable.
  func submit(_ change: WriteRequest.Change, bytes: Int) async throws(StoreError) {
    let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
      let request = WriteRequest(change: change, bytes: bytes, waiter: continuation)
      if let refusal = enqueue(request) { continuation.resume(returning: .failure(refusal)) }
    }
    try result.get()
  }

  private func enqueue(_ request: WriteRequest) -> StoreError? {
    let count = request.count
    let (refusal, isFirst) = state.withLock { state -> (StoreError?, Bool) in
      if state.isClosed { return (.closed, false) }
      if state.waitingCount + count > countLimit {
        return (.unavailable(reason: "\(state.waitingCount) changes wait for the disk"), false)
      }
      if state.waitingBytes + request.bytes > bytesLimit {
        return (.unavailable(reason: "\(state.waitingBytes) bytes wait for the disk"), false)
      }
      state.waitingCount += count
      state.waitingBytes += request.bytes
      state.requests.append(request)
      return (nil, state.requests.count == 1)
    }
    if isFirst { signal.raise() }
    return refusal
  }

  /// Leaves ended deliveries to be deleted before long; nobody waits for it.
  func finish(_ tokens: [Int64]) {
    let mustWake = state.withLock { state in
      state.finished.append(contentsOf: tokens)
      defer { state.isFlushScheduled = true }
      return !state.isFlushScheduled
    }
    if mustWake { signal.raise() }
  }

  /// Lets the writer look before long, for what nobody waits for.
  func scheduleFlush() {
    let mustWake = state.withLock { state in
      defer { state.isFlushScheduled = true }
      return !state.isFlushScheduled
    }
    if mustWake { signal.raise() }
  }

  /// Refuses whatever comes from now on; what is here already is still worked on.
  func close() {
    state.withLock { $0.isClosed = true }
  }

  /// Lets the writer end when it has done what is here.
  func end() {
    state.withLock { state in
      state.isClosed = true
      state.isEnding = true
    }
    signal.raise()
  }

  // MARK: The writer's side

  /// Hands over what has come in.
  ///
  /// - Parameters:
  ///   - requests: is empty, and its room is used for what comes next; nil leaves requests here.
  ///   - endsFlush: the time for flushing is over; if nothing is finished none is scheduled.
  func take(
    requests: inout [WriteRequest], finished: inout [Int64], endsFlush: Bool
  ) -> Notes {
    state.withLock { state in
      if requests.isEmpty { swap(&requests, &state.requests) }
      if !state.finished.isEmpty {
        finished.append(contentsOf: state.finished)
        state.finished.removeAll(keepingCapacity: true)
      }
      if endsFlush && finished.isEmpty { state.isFlushScheduled = false }
      return Notes(isFlushScheduled: state.isFlushScheduled, isEnding: state.isEnding)
    }
  }

  /// Makes room for as many more.
  func answered(count: Int, bytes: Int) {
    state.withLock { state in
      state.waitingCount -= count
      state.waitingBytes -= bytes
    }
  }
}
