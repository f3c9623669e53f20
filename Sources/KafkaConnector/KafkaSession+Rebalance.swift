import Connectors
import EventLoops
import Manifests
import RdKafka
import Telemetry

/// Partitions that come and go.
extension KafkaSession {
  /// Goes on with what the group wants, as far as that is possible now.
  func settleRebalances() {
    while true {
      switch rebalance.step {
      case .idle:
        guard let demand = rebalance.pending.popFirst() else { return }
        begin(demand)
      case .lookingUp:
        return
      case .lookingUpAgain(let partitions, let time):
        guard loop.now >= time || !isRunning else { return }
        lookUp(partitions)
      case .draining(let partitions, let deadline):
        if consumer.isAssignmentLost {
          lose(partitions)
        } else if scheduler.isDrained(partitions) || loop.now >= deadline {
          letGo(partitions)
        } else {
          return
        }
      }
    }
  }

  private func begin(_ demand: RebalanceState.Demand) {
    switch demand {
    case .assigned(let partitions):
      lookUp(partitions)
    case .revoked(let partitions, isLost: true):
      lose(partitions)
    case .revoked(let partitions, isLost: false):
      scheduler.drain(partitions)
      rebalance.step = .draining(partitions, deadline: loop.now + limits.drain)
    }
  }

  /// Asks a broker where to begin, on another thread; the loop goes on meanwhile.
  private func lookUp(_ partitions: [TopicPartition]) {
    guard isRunning, !partitions.isEmpty else {
      take(StartLookup(undecided: partitions))
      return
    }
    rebalance.step = .lookingUp(partitions)
    queries += 1
    loop.spawn { [consumer, spec] in
      let result = await offLoop { () -> Result<StartLookup, KafkaError> in
        Result { () throws(KafkaError) in
          try StartLookup(partitions, start: spec.start, consumer: consumer)
        }
      }
      self.finishLookup(of: partitions, result)
    }
  }

  private func finishLookup(
    of partitions: [TopicPartition], _ result: Result<StartLookup, KafkaError>
  ) {
    queries -= 1
    switch result {
    case .success(let lookup):
      take(lookup)
    case .failure(let error):
      board.show(error: error.description)
      // Where it does not matter for the beginning, librdkafka finds the offsets by itself.
      if spec.start == .earliest || !isRunning {
        take(StartLookup(undecided: partitions))
      } else {
        rebalance.step = .lookingUpAgain(partitions, at: loop.now + .seconds(1))
      }
    }
    readiness.wake()
  }

  /// Begins with the partitions that the group gave.
  private func take(_ lookup: StartLookup) {
    let partitions = lookup.starts.map(\.partition)
    rebalance.step = .idle
    rebalance.hasJoined = true
    health.note(committed: lookup.committed)
    health.noteContact()
    if case .failed = phase { return }
    scheduler.assign(partitions)
    if !isRunning { scheduler.drain(partitions) }
    rebalance.skipBefore.merge(lookup.skipBefore) { _, new in new }
    if !lookup.skipBefore.isEmpty {
      logger.warning(
        "broker can't look up times: records before `start` are read and passed over",
        LogField("source", source))
    }
    answer { () throws(KafkaError) in
      try consumer.assign(lookup.starts)
      for (partition, offset) in lookup.firstOffsets {
        try consumer.store(next: offset, of: partition)
      }
    }
    keepPaused(partitions)
    logger.info(
      "partitions assigned", LogField("source", source),
      LogField("partitions", partitions.map(\.description).joined(separator: " ")))
    health.reportSoon()
  }

  /// Commits what is finished and gives the partitions back; what is not comes to others.
  private func letGo(_ partitions: [TopicPartition]) {
    rebalance.step = .idle
    storeOffsets()
    answer { () throws(KafkaError) in try consumer.unassign(partitions) }
    abandon(partitions)
    logger.info(
      "partitions revoked", LogField("source", source),
      LogField("partitions", partitions.map(\.description).joined(separator: " ")))
    health.reportSoon()
  }

  /// Gives up partitions that others may have already: nothing is committed.
  private func lose(_ partitions: [TopicPartition]) {
    rebalance.step = .idle
    abandon(partitions)
    answer { () throws(KafkaError) in try consumer.unassign(partitions) }
    logger.warning(
      "partitions lost", LogField("source", source),
      LogField("partitions", partitions.map(\.description).joined(separator: " ")))
    health.reportSoon()
  }

  /// Forgets partitions, and makes deliveries of theirs give up.
  func abandon(_ partitions: [TopicPartition]) {
    scheduler.drop(partitions)
    delays.keep { scheduler.isCurrent($0) }
    health.forget(partitions)
    for partition in partitions { rebalance.skipBefore[partition] = nil }
    for lane in lanes.values {
      if let ticket = lane.ticket, !scheduler.isCurrent(ticket) { lane.task?.cancel() }
    }
  }

  private func answer(_ call: () throws(KafkaError) -> Void) {
    do {
      try call()
    } catch {
      logger.warning(
        "Kafka rebalance went wrong", LogField("source", source), LogField("error", error))
      board.show(error: error.description)
    }
  }
}
