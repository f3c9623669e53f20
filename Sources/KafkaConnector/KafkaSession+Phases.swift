import EventLoops
import RdKafka
import Telemetry

/// How a session ends.
extension KafkaSession {
  var phaseDeadline: MonotonicTime? {
    switch phase {
    case .running, .failed: nil
    case .finishing(let deadline), .closing(let deadline): deadline
    }
  }

  var isRunning: Bool {
    if case .running = phase { return true }
    return false
  }

  /// Whether nothing of the session is under way any more.
  var isOver: Bool {
    guard lanes.isEmpty, queries == 0 else { return false }
    return switch phase {
    case .running, .finishing: false
    case .closing(let deadline): consumer.isClosed || loop.now >= deadline
    case .failed: true
    }
  }

  /// Begins nothing new; records that wait for another try are left to the next owner.
  func beginStop() {
    guard isRunning else { return }
    phase = .finishing(deadline: loop.now + limits.drain)
    let partitions = scheduler.partitions
    scheduler.drain(partitions)
    delays.removeAll()
    try? consumer.pause(partitions)
  }

  /// Goes on to the close once nothing is in work, and makes late deliveries give up.
  func advancePhase() {
    guard case .finishing(let deadline) = phase else { return }
    if lanes.isEmpty {
      storeOffsets()
      phase = .closing(deadline: loop.now + limits.close)
      do {
        try consumer.startClosing()
      } catch {
        fail(error)
      }
    } else if loop.now >= deadline {
      for lane in lanes.values { lane.task?.cancel() }
      phase = .finishing(deadline: .never)
    }
  }

  /// Gives everything up; the brokers give the partitions to others in time.
  func fail(_ error: KafkaError) {
    if case .failure(let failure) = error {
      fail(failure)
    } else {
      preconditionFailure("a call on a client failed with \(error)")
    }
  }

  func fail(_ failure: KafkaFailure) {
    phase = .failed(failure)
    abandon(scheduler.partitions)
    delays.removeAll()
  }
}
