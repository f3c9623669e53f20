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
    var offers: [Offer] = []
    for (index, message) in messages.enumerated() where !session.settled.recognizes(message) {
      if let event = event(of: message, &session) {
        offers.append(Offer(index: index, event: event, message))
      }
    }
    let unsettled = await deliver(offers, connection)
    if unsettled.isEmpty, connection.failure == nil { return true }
    for (index, message) in messages.enumerated() {
      session.settled.remember(message, isSettled: !unsettled.contains(index))
    }
    return false
  }

  /// The event that a message is; nil for one that is to be acknowledged without further ado.
  private func event(of message: MosquittoMessage, _ session: inout Session) -> CloudEvent? {
    guard session.isWanted(message) else {
      logger.debug(
        "mqtt message of an earlier subscription dropped", LogField("source", source),
        LogField("topic", message.topic))
      return nil
    }
    do throws(CloudEventError) {
      return try session.envelope.event(of: message, at: loop.wallNow)
    } catch {
      logRefusal(topic: message.topic, event: "", reason: error.description)
      return nil
    }
  }

  /// - Returns: the indices of those that were not settled.
  private func deliver(_ offers: [Offer], _ connection: Connection) async -> Set<Int> {
    connection.isAwaitingReceipts = true
    async let watch: Void = connection.watchForBreak()
    let unsettled = await withTaskGroup(of: Int?.self) { group in
      for offer in offers {
        group.addTask { await self.deliver(offer, connection) ? nil : offer.index }
      }
      var unsettled: Set<Int> = []
      for await case .some(let index) in group { unsettled.insert(index) }
      return unsettled
    }
    connection.isAwaitingReceipts = false
    connection.readiness.wake()
    await watch
    return unsettled
  }

  /// Offers one event to the sink until it is settled, or nobody needs to wait for it any more.
  private func deliver(_ offer: Offer, _ connection: Connection) async -> Bool {
    var backoff = Backoff()
    var generator = SystemRandomNumberGenerator()
    while true {
      let arrival = Arrival(
        event: offer.event, source: source, trace: offer.trace, shard: offer.topic)
      switch await sink.accept(arrival).verdict {
      case .settled:
        return true
      case .refused(let reason):
        logRefusal(topic: offer.topic, event: offer.event.id, reason: reason)
        return true
      case .retryLater(let reason, let after):
        guard offer.isAcknowledged else {
          countDropped()
          return true
        }
        if connection.interruption.isRaised { return false }
        // What the session brought before it was known that nothing is to be read.
        let pause =
          isPaused
          ? MQTTSubscriber.pausedInterval
          : max(after ?? .zero, backoff.next(using: &generator))
        logger.debug(
          "mqtt message put off", LogField("source", source), LogField("event", offer.event.id),
          LogField("reason", reason), LogField("retry_in_seconds", pause.inSeconds))
        await connection.interruption.sleep(for: pause, on: loop)
        if connection.interruption.isRaised { return false }
      }
    }
  }

  /// How long until it is looked again whether what has been read is paused still.
  private static var pausedInterval: Duration { .milliseconds(500) }

  private func logRefusal(topic: String, event: String, reason: String) {
    logger.warning(
      "mqtt message refused", LogField("source", source), LogField("topic", topic),
      LogField("event", event), LogField("reason", reason))
  }
}
