import CloudEvents
import Connectors
import Synchronization

/// A sink that keeps what it is offered and answers as a test says.
final class RecordingSink: EventSink {
  private struct State {
    var events: [CloudEvent] = []
    var offers: [[UInt8]: Int] = [:]
    var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())
  private let answer: @Sendable (CloudEvent, _ attempt: Int) async -> Receipt.Verdict

  /// - Parameter answer: gets the event and how often its payload was offered before.
  init(
    answer: @escaping @Sendable (CloudEvent, Int) async -> Receipt.Verdict = { _, _ in .settled }
  ) {
    self.answer = answer
  }

  func accept(_ arrival: consuming Arrival) async -> Receipt {
    let event = arrival.event
    let (attempt, waiters) = state.withLock { state in
      let attempt = state.offers[event.data ?? [], default: 0]
      state.offers[event.data ?? []] = attempt + 1
      state.events.append(event)
      let count = state.events.count
      defer { state.waiters.removeAll { $0.count <= count } }
      return (attempt, state.waiters.filter { $0.count <= count })
    }
    for waiter in waiters { waiter.continuation.resume() }
    return Receipt(verdict: await answer(event, attempt))
  }

  var events: [CloudEvent] { state.withLock { $0.events } }

  /// The payloads as text, in the order in which they were offered.
  var payloads: [String] { events.map { String(decoding: $0.data ?? [], as: UTF8.self) } }

  /// Suspends until this many events were offered.
  func wait(for count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.events.count < count { state.waiters.append((count, continuation)) }
        return state.events.count >= count
      }
      if isThere { continuation.resume() }
    }
  }
}
