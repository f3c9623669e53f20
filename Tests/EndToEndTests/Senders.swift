import HTTPTransport
import Synchronization
import TestSupport

/// Sends events by HTTP, MQTT and Kafka at once until told to end, and notes those that were taken.
///
/// Each event's data is a text of its own, `http-2-7`: the kind, one of four keys, which is its
/// subject, and a number that ascends by one within the key.
final class Senders: Sendable {
  private struct State {
    var taken: [String] = []
    var isOver = false
  }

  private final class Notes: Sendable {
    private let state = Mutex(State())
    var isOver: Bool { state.withLock { $0.isOver } }
    var taken: [String] { state.withLock { $0.taken } }
    func add(_ texts: [String]) { state.withLock { $0.taken += texts } }
    func finish() { state.withLock { $0.isOver = true } }
  }

  /// Of each kind.
  static let keys = 4

  private let notes = Notes()
  private let work: Task<Void, Never>

  init(router: RunningRouter, broker: MosquittoBroker, kafka: MockKafka) {
    work = Task { [notes] in
      await withDiscardingTaskGroup { group in
        for key in 0..<Senders.keys {
          group.addTask { await Senders.post(to: router, key: key, notes) }
        }
        group.addTask { await Senders.publish(to: broker, notes) }
        group.addTask { await Senders.produce(to: kafka, notes) }
      }
    }
  }

  /// Ends them.
  ///
  /// - Returns: what the router answered 202, the broker acknowledged and Kafka has.
  func end() async -> [String] {
    notes.finish()
    await work.value
    return notes.taken
  }

  /// One after the other; one that was not answered is sent again, as the same event.
  private static func post(to router: RunningRouter, key: Int, _ notes: Notes) async {
    var number = 0
    while !notes.isOver {
      let text = "http-\(key)-\(number)"
      let headers = cloudEvent(text, ["ce-subject": "http-\(key)"])
      if let reply = try? await router.http.send(
        "POST", "/in", headers, body: text, timeout: .seconds(5)), reply.status == 202
      {
        notes.add([text])
        number += 1
      }
      await pause(.milliseconds(10))
    }
  }

  private static func publish(to broker: MosquittoBroker, _ notes: Notes) async {
    var round = 0
    while !notes.isOver {
      let texts = numbers(round).map { "mqtt-\(round % keys)-\($0)" }
      if (try? await broker.publish(texts, to: "sensors/\(round % keys)")) != nil {
        notes.add(texts)
      }
      round += 1
      await pause(.milliseconds(60))
    }
  }

  private static func produce(to kafka: MockKafka, _ notes: Notes) async {
    var round = 0
    while !notes.isOver {
      let key = "kafka-\(round % keys)"
      let texts = numbers(round).map { "\(key)-\($0)" }
      if (try? await kafka.produce(texts.map { (key, $0) }, to: "t")) == true { notes.add(texts) }
      round += 1
      await pause(.milliseconds(100))
    }
  }

  /// Twenty of a key in each of its rounds.
  private static func numbers(_ round: Int) -> Range<Int> {
    (round / keys * 20)..<(round / keys * 20 + 20)
  }
}
