import HTTPTransport
import Synchronization
import TestSupport

/// Sends events by HTTP, MQTT and Kafka at once until told to end, and notes those that were taken.
///
/// Each event's data is a text of its own: `http-7`, `mqtt-7`, `kafka-7`.
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

  private let notes = Notes()
  private let work: Task<Void, Never>

  init(router: RunningRouter, broker: MosquittoBroker, kafka: MockKafka) {
    work = Task { [notes] in
      await withDiscardingTaskGroup { group in
        for lane in 0..<4 {
          group.addTask { await Senders.post(to: router, lane: lane, notes) }
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

  private static func post(to router: RunningRouter, lane: Int, _ notes: Notes) async {
    var number = lane
    while !notes.isOver {
      let text = "http-\(number)"
      number += 4
      if let reply = try? await router.http.send(
        "POST", "/in", cloudEvent(text), body: text, timeout: .seconds(5)), reply.status == 202
      {
        notes.add([text])
      } else {
        await pause(.milliseconds(5))
      }
    }
  }

  private static func publish(to broker: MosquittoBroker, _ notes: Notes) async {
    var number = 0
    while !notes.isOver {
      let texts = (number..<number + 40).map { "mqtt-\($0)" }
      number += 40
      if (try? await broker.publish(texts, to: "sensors/a")) != nil { notes.add(texts) }
      await pause(.milliseconds(20))
    }
  }

  private static func produce(to kafka: MockKafka, _ notes: Notes) async {
    var number = 0
    while !notes.isOver {
      let texts = (number..<number + 40).map { "kafka-\($0)" }
      number += 40
      if (try? await kafka.produce(texts.map { ("k-\($0)", $0) }, to: "t")) == true {
        notes.add(texts)
      }
      await pause(.milliseconds(100))
    }
  }
}
