import EventLoops
import Routing
import Storage
import Synchronization

extension QueueWorker {
  /// Places of a lane that a batch under way takes, so that a loop has no more than sixteen batches
  /// of a function in memory besides those that gather.
  private static let batchPlaces = QueueWorker.laneLimit / 16

  /// Lets a delivery wait for others, where its association wants batches.
  ///
  /// - Returns: false where it goes alone.
  func gather(_ lease: Lease) -> Bool {
    guard router.current.hasBatches, !isStopping, let (event, key, spec) = router.gathered(lease)
    else { return false }
    let joined = router.services.batches.withLock { batches in
      batches.add(event, to: key, spec, router.loop.now)
    }
    for batch in joined.batches { send(batch) }
    if let time = joined.dueAt { look(at: time) }
    return true
  }

  /// Sends what need not wait any more of a function whose queue has been looked through.
  func sendDue(of function: FunctionName) {
    guard router.current.hasBatches, !isStopping else { return }
    let due = router.services.batches.withLock { $0.takeDue(router.loop.now, of: function) }
    for batch in due { send(batch) }
  }

  /// Looks again at what gathers, by a new catalog: what is paused, or goes otherwise now, returns to
  /// its place; call it on the loop.
  package func reviewBatches() {
    guard !isStopping else { return }
    let batches = router.services.batches.withLock { batches in
      batches.take { router.mayGather($0, $1) }
    }
    for batch in batches { send(batch) }
  }

  /// Gives back what gathers.
  func releaseBatches() {
    let batches = router.services.batches.withLock { $0.takeAll() }
    for event in batches.flatMap(\.events) {
      _ = store.settleNow(Settlement(token: event.lease.token, fate: .release))
    }
  }

  /// Sends what is due at a time; where an earlier one is waited for, that sees to it.
  private func look(at time: MonotonicTime) {
    guard time < nextLook else { return }
    nextLook = time
    router.loop.perform { [self] in
      try? await router.loop.sleep(for: time - router.loop.now)
      guard nextLook == time else { return }
      nextLook = .never
      guard !isStopping else { return }
      let (due, next) = router.services.batches.withLock { batches in
        (batches.takeDue(router.loop.now), batches.nextDueAt)
      }
      for batch in due { send(batch) }
      if let next { look(at: next) }
    }
  }

  private func send(_ batch: EventBatch) {
    let lane = lane(of: batch.key.version.function)
    lane.active += QueueWorker.batchPlaces
    router.loop.perform { [self] in await work(batch, lane) }
  }

  private func work(_ batch: EventBatch, _ lane: Lane) async {
    let steps = isStopping ? batch.steps(.released) : await router.attempt(batch)
    await record(
      zip(batch.events, steps).map { settlement(of: $0.lease, $1) }, of: batch.first)
    for step in steps { lane.note(step) }
    ended(QueueWorker.batchPlaces, in: lane)
  }
}
