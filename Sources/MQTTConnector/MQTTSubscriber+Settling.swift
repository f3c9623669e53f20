import CloudEvents
import Connectors
import EventLoops
import Instants
import Mosquitto
import Telemetry

extension MQTTSubscriber {
  /// Hands a batch to the sink, all of it at once, begun in its order, and waits for the receipts.
  ///
  /// - Returns: whether everything may be acknowledged. If not, the session knows what was settled.
  func settle(
    _ messages: [MosquittoMessage], _ connection: Connection, _ session: inout Session
  ) async -> Bool {
    var waiting: [Int] = []
    for (index, message) in messages.enumerated() where !session.settled.recognizes(message) {
      waiting.append(index)
    }
    connection.isAwaitingReceipts = true
    defer { connection.isAwaitingReceipts = false }
    let unsettled = await deliver(messages, waiting, connection)
    if unsettled.isEmpty { return true }
    for (index, message) in messages.enumerated() {
      session.settled.remember(message, isSettled: !unsettled.contains(index))
    }
    return false
  }

  /// - Returns: which of the messages at `indices` were not settled.
  private func deliver(
    _ messages: [MosquittoMessage], _ indices: [Int], _ connection: Connection
  ) async -> Set<Int> {
    if indices.count == 1 {
      return await deliver(messages[indices[0]], connection) ? [] : [indices[0]]
    }
    return await withTaskGroup(of: Int?.self) { group in
      for index in indices {
        let message = messages[index]
        group.addTask { await self.deliver(message, connection) ? nil : index }
      }
      var unsettled: Set<Int> = []
      for await index in group {
        if let index { unsettled.insert(index) }
      }
      return unsettled
    }
  }

  /// Offers one message to the sink until it is settled, or nobody needs to wait for it any more.
  private func deliver(_ message: MosquittoMessage, _ connection: Connection) async -> Bool {
    let topic = message.topic
    let isQualityZero = message.packetIdentifier == nil
    let event = envelope.event(of: message, at: loop.wallNow)
    var backoff = Backoff()
    var generator = SystemRandomNumberGenerator()
    while true {
      let receipt = await sink.accept(Arrival(event: event, source: source, shard: topic))
      switch receipt.verdict {
      case .settled:
        return true
      case .refused(let reason):
        logger.warning(
          "mqtt message refused", LogField("source", source), LogField("topic", topic),
          LogField("event", event.id), LogField("reason", reason))
        return true
      case .retryLater(let reason, let after):
        if isQualityZero {
          countDropped()
          return true
        }
        if connection.interruption.isRaised { return false }
        let pause = max(after ?? .zero, backoff.next(using: &generator))
        logger.debug(
          "mqtt message put off", LogField("source", source), LogField("event", event.id),
          LogField("reason", reason), LogField("retry_in_seconds", pause.inSeconds))
        await connection.interruption.sleep(for: pause, on: loop)
        if connection.interruption.isRaised { return false }
      }
    }
  }
}
