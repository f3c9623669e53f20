import CloudEvents
import Connectors
import Synchronization
import TestSupport

/// A sink that keeps what it is offered and answers as a test says.
final class RecordingSink: EventSink {
  private struct State {
    var events: [CloudEvent] = []
    var offers: [[UInt8]: Int] = [:]
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
    let attempt = state.withLock { state in
      state.events.append(event)
      let attempt = state.offers[event.data ?? [], default: 0]
      state.offers[event.data ?? []] = attempt + 1
      return attempt
    }
    return Receipt(verdict: await answer(event, attempt))
  }

  var events: [CloudEvent] { state.withLock { $0.events } }

  /// The payloads as text, in the order in which they were offered.
  var payloads: [String] { events.map { String(decoding: $0.data ?? [], as: UTF8.self) } }

  /// Suspends until this many events were offered.
  ///
  /// - Returns: false when the time is over.
  @discardableResult
  func wait(for count: Int, timeout: Duration = patience) async -> Bool {
    await poll(timeout: timeout) {
      events.count
    } until: {
      $0 >= count
    } >= count
  }
}
