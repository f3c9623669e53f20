import CloudEvents
import Connectors
import Synchronization
import TestSupport

/// A router's stand-in: notes what arrives and answers as the test says.
final class RecordingSink: EventSink {
  /// What the test decides: the event's data as text, and how often it came before.
  typealias Answer = @Sendable (_ text: String, _ earlier: Int) async -> Receipt.Verdict

  /// What of an arrival is looked at.
  struct Noted {
    let event: CloudEvent
    let shard: String?
    let custody: Arrival.Custody
  }

  private struct State {
    var arrivals: [Noted] = []
    /// The texts whose answer was given, in the order of the answers.
    var answered: [String] = []
    var inWork = 0
    var mostInWork = 0
  }

  private let state = Mutex(State())
  private let answer: Answer

  init(_ answer: @escaping Answer = { _, _ in .settled }) { self.answer = answer }

  var arrivals: [Noted] { state.withLock { $0.arrivals } }
  var texts: [String] { arrivals.map { Self.text(of: $0) } }
  var answered: [String] { state.withLock { $0.answered } }
  var mostInWork: Int { state.withLock { $0.mostInWork } }

  func accept(_ arrival: consuming Arrival) async -> Receipt {
    let taken = Noted(
      event: arrival.event, shard: arrival.shard, custody: arrival.custody)
    let text = Self.text(of: taken)
    let earlier = state.withLock { state in
      defer { state.arrivals.append(taken) }
      state.inWork += 1
      state.mostInWork = max(state.mostInWork, state.inWork)
      return state.arrivals.count { Self.text(of: $0) == text }
    }
    let verdict = await answer(text, earlier)
    state.withLock { state in
      state.inWork -= 1
      state.answered.append(text)
    }
    return Receipt(verdict: verdict)
  }

  /// Suspends until the condition holds; false when the time is over.
  func wait(
    _ timeout: Duration = patience, until condition: @Sendable (RecordingSink) -> Bool
  ) async -> Bool {
    await poll(timeout: timeout) {
      condition(self)
    } until: {
      $0
    }
  }

  static func text(of arrival: Noted) -> String {
    String(decoding: arrival.event.data ?? [], as: UTF8.self)
  }
}
