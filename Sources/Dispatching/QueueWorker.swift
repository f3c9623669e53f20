import Deliveries
import EventLoops
import Instants
import Routing
import Storage
import Synchronization
import Telemetry

/// Takes ready deliveries from the store and attempts them, on one loop.
///
/// Each function has its own lane, so that a slow or dead one delays nobody else's events.
// Safe because all but the two mutexes and the signal is confined to the loop's thread.
package final class QueueWorker: @unchecked Sendable {
  let router: Router
  let store: SQLiteStore
  private let ready = Mutex<Set<FunctionName>>([])
  private let signal = Signal()
  private var lanes: [FunctionName: Lane] = [:]
  private(set) var isStopping = false
  private let idle = Signal()
  /// When this loop looks for batches that are due.
  var nextLook = MonotonicTime.never

  /// Deliveries of one function in work on one loop at the same time.
  static let laneLimit = 256
  /// Deliveries of one function that begin in one turn of the loop, times its weight. The answers to those before
  /// are looked for in between: a quick function so has few at once, in few connections, which stay
  /// in the processor's caches; a slow one has as many as it may before long.
  private static let newPerTurn = 8
  /// How long a lane rests at most: other versions' deliveries may stand behind those that are held.
  private static let longestRest: Duration = .milliseconds(100)

  /// What is under way for one function.
  // Safe because it is confined to the loop's thread, as the worker is.
  final class Lane: @unchecked Sendable {
    let queue: FunctionName
    var active = 0
    var isLeasing = false
    /// Whether more may have become ready while a lease was under way.
    var again = false
    /// Whether the last lease took all there was: the store tells when there is more.
    var isDry = false
    /// Deliveries in a row that were put off, and when the first of them may go.
    var heldInRow = 0
    var heldUntil = WallTime(nanosecondsSinceEpoch: .max)
    /// Whether it takes nothing for a while, for all that it took was put off.
    var isResting = false

    init(_ queue: FunctionName) { self.queue = queue }

    var hasRoom: Bool { active < QueueWorker.laneLimit }

    /// Whether there is nothing but what is put off, as far as it has looked.
    var isPutOff: Bool { heldInRow >= QueueWorker.laneLimit }

    /// Notes what became of one delivery.
    func note(_ step: Router.Step) {
      guard case .held(let time) = step else { return forgetHeld() }
      heldInRow += 1
      heldUntil = min(heldUntil, time)
    }

    func forgetHeld() {
      heldInRow = 0
      heldUntil = WallTime(nanosecondsSinceEpoch: .max)
    }
  }

  package init(router: Router, store: SQLiteStore) {
    self.router = router
    self.store = store
  }

  /// Says that a function's queue has something to deliver; from any thread.
  package func wake(_ queue: FunctionName) {
    let isNew = ready.withLock { $0.insert(queue).inserted }
    if isNew { signal.raise() }
  }

  /// Works until `stop`; returns when no attempt is under way.
  package func run() async {
    while !isStopping {
      await signal.wait()
      let queues = ready.withLock { ready in
        defer { ready.removeAll(keepingCapacity: true) }
        return ready
      }
      for queue in queues { pump(lane(of: queue)) }
    }
    while lanes.values.contains(where: { $0.active > 0 || $0.isLeasing || $0.isResting }) {
      await idle.wait()
    }
  }

  /// Takes no new deliveries; what is under way is finished. Twice is fine; call it on the loop.
  package func stop() {
    isStopping = true
    releaseBatches()
    signal.raise()
    idle.raise()
  }

  func lane(of queue: FunctionName) -> Lane {
    if let lane = lanes[queue] { return lane }
    let lane = Lane(queue)
    lanes[queue] = lane
    return lane
  }

  private func pump(_ lane: Lane) {
    guard !isStopping else { return }
    if lane.isLeasing {
      lane.again = true
      return
    }
    guard lane.hasRoom, !lane.isResting else { return }
    if lane.isPutOff {
      lane.isResting = true
      router.loop.perform { [self] in await rest(lane) }
      return
    }
    lane.isLeasing = true
    router.loop.perform { [self] in await lease(lane) }
  }

  /// Takes nothing until the first of what was put off may go, but not for long.
  private func rest(_ lane: Lane) async {
    try? await router.loop.sleep(for: min(lane.heldUntil - WallTime.now, QueueWorker.longestRest))
    lane.isResting = false
    lane.forgetHeld()
    if isStopping { return idle.raise() }
    pump(lane)
  }

  private func lease(_ lane: Lane) async {
    repeat {
      lane.again = false
      let weight = router.current.catalog.weights[lane.queue] ?? 1
      let room = min(QueueWorker.newPerTurn * weight, QueueWorker.laneLimit - lane.active)
      let leases = await take(lane.queue, room)
      lane.isDry = leases.count < room
      lane.active += leases.count
      for lease in leases {
        if gather(lease) {
          lane.active -= 1
        } else {
          router.loop.perform { [self] in await work(lease, lane) }
        }
      }
      if lane.isDry { sendDue(of: lane.queue) } else { await router.loop.nextTurn() }
    } while !isStopping && lane.hasRoom && !lane.isPutOff && (!lane.isDry || lane.again)
    lane.isLeasing = false
    if !lane.isDry { sendDue(of: lane.queue) }
    if isStopping {
      idle.raise()
    } else if lane.isPutOff {
      pump(lane)
    }
  }

  private func take(_ queue: FunctionName, _ limit: Int) async -> [Lease] {
    guard limit > 0, !isStopping else { return [] }
    do throws(StoreError) {
      return try await store.lease(queue, limit: limit, now: WallTime.now)
    } catch {
      router.services.log.error("could not read the queue", LogField("reason", error))
      return []
    }
  }

  private func work(_ lease: Lease, _ lane: Lane) async {
    let step = isStopping ? .released : await router.attempt(lease.delivery, mode: .queued)
    let settlement = settlement(of: lease, step)
    if !store.settleNow(settlement) { await record([settlement], of: lease.delivery) }
    lane.note(step)
    ended(1, in: lane)
  }

  /// Gives back places of a lane.
  func ended(_ places: Int, in lane: Lane) {
    lane.active -= places
    if isStopping {
      idle.raise()
    } else if !lane.isDry, lane.active <= QueueWorker.laneLimit / 2 {
      pump(lane)
    }
  }

  func settlement(of lease: Lease, _ step: Router.Step) -> Settlement {
    let attempts = lease.delivery.attempts + 1
    let fate: Settlement.Fate =
      switch step {
      case .finished: .done
      case .retry(let due): .retry(attempts: attempts, at: due)
      case .dead(let status, let reason, let attempts, _):
        .dead(
          attempts: attempts, status: status, reason: reason,
          holdsLine: router.holdsLine(after: lease.delivery))
      case .held(let time): .hold(until: time)
      case .released: .release
      case .paused: .park(lease.delivery.association)
      }
    return Settlement(token: lease.token, fate: fate, aftermath: step.aftermath)
  }

  /// - Parameter delivery: one of those that are settled.
  func record(_ settlements: [Settlement], of delivery: NewDelivery) async {
    while true {
      do throws(StoreError) {
        return try await store.settle(settlements)
      } catch {
        router.services.log.error(
          "could not record an outcome", LogField("delivery", delivery.id),
          LogField("reason", error))
        // What can't be recorded is delivered again after a restart; until then, keep trying.
        if isStopping || error == .closed { return }
      }
      try? await router.loop.sleep(for: .seconds(1))
    }
  }
}
