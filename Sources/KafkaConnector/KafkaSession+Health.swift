import Connectors
import EventLoops
import Manifests
import RdKafka
import Telemetry

/// What the session says of itself.
extension KafkaSession {
  /// Takes note of an error that librdkafka could not help.
  func note(_ failure: KafkaFailure) {
    board.show(error: failure.description)
    switch failure.kind {
    case .fatal:
      fail(failure)
    case .allBrokersDown:
      if !health.isCutOff {
        logger.warning(
          "Kafka brokers unreachable", LogField("source", source), LogField("error", failure))
      }
      health.noteCutOff()
    case .transport, .timedOut, .assignmentLost:
      // librdkafka tries again, and says so when nothing is left to try.
      logger.debug("Kafka error", LogField("source", source), LogField("error", failure))
    case .unknownTopic, .unauthorized, .unsupported, .noOffset, .other:
      logger.warning("Kafka error", LogField("source", source), LogField("error", failure))
    }
  }

  /// Says how things are, once a second and when something has changed.
  func reportHealth() {
    probe()
    guard loop.now >= health.nextReport else { return }
    health.nextReport = loop.now + .seconds(1)
    guard rebalance.hasJoined else {
      board.show(
        health.isCutOff ? .reconnecting : .starting, detail: "joining group \(spec.group)")
      return
    }
    let lag = scheduler.partitions.map { partition in
      let end = consumer.cachedEnd(of: partition)
      let committed = health.committed[partition]
      let behind = end.flatMap { end in committed.map { max(end - $0, 0) } }
      return KafkaLag(topic: partition.topic, partition: partition.partition, lag: behind)
    }
    board.show(
      health.isCutOff ? .reconnecting : .running, lag: lag)
  }

  /// While no broker can be reached: asks now and then, since a quiet topic would not tell.
  private func probe() {
    guard health.isCutOff, isRunning, loop.now >= health.nextProbe else { return }
    health.nextProbe = .never
    queries += 1
    loop.spawn { [consumer] in
      let isReachable = await offLoop { consumer.isReachable(timeoutMilliseconds: 1_000) }
      self.queries -= 1
      self.health.nextProbe = self.loop.now + .seconds(1)
      if isReachable {
        self.health.noteContact()
        self.logger.info("Kafka brokers reachable again", LogField("source", self.source))
      }
      self.readiness.wake()
    }
  }
}
