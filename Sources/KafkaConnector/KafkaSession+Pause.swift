import RdKafka
import Telemetry

/// An operator's pause: partitions are kept and not fetched.
extension KafkaSession {
  func setPaused(_ wanted: Bool) {
    guard wanted != isPaused, isRunning else { return }
    isPaused = wanted
    fetch(wanted ? scheduler.partitions : scheduler.openPartitions, isOn: !wanted)
    logger.info(
      wanted ? "paused: nothing is fetched" : "resumed: partitions are fetched",
      LogField("source", source))
  }

  /// Keeps partitions still that come while it is paused: they come fetching.
  func keepPaused(_ partitions: [TopicPartition]) {
    if isPaused { fetch(partitions, isOn: false) }
  }

  private func fetch(_ partitions: [TopicPartition], isOn: Bool) {
    guard !partitions.isEmpty else { return }
    do throws(KafkaError) {
      isOn ? try consumer.resume(partitions) : try consumer.pause(partitions)
    } catch {
      logger.warning(
        "Kafka partition not paused or resumed", LogField("source", source),
        LogField("error", error))
    }
  }
}
