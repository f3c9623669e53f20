import CloudEvents
import Connectors
import Synchronization
import TestSupport

/// A router's stand-in: notes what it is offered and answers as the test says.
final class ScriptedSink: EventSink {
  /// Gets the event's id, and how often it was offered before.
  typealias Answer = @Sendable (_ key: String, _ earlier: Int) async -> Receipt.Verdict

  private let offers = Mutex<[String]>([])
  private let answer: Answer

  init(_ answer: @escaping Answer = { _, _ in .settled }) { self.answer = answer }

  /// What was offered, in order: each event by what stays the same when it comes again.
  var offered: [String] { offers.withLock { $0 } }

  func accept(_ arrival: consuming Arrival) async -> Receipt {
    let event = arrival.event
    let key = event.data.map { String(decoding: $0, as: UTF8.self) } ?? event.id
    let earlier = offers.withLock { offers in
      defer { offers.append(key) }
      return offers.count { $0 == key }
    }
    return Receipt(verdict: await answer(key, earlier))
  }

  /// Suspends until that many different events were offered.
  func wait(forEvents count: Int) async -> Bool {
    await eventually(timeout: .seconds(30)) { Set(offered).count >= count }
  }
}
