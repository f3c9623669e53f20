import EventLoops
import Routing
import Synchronization

/// Which worker a key belongs to: rendezvous hashing over the workers that are up.
///
/// The worker with the highest XXH64(key, seed: XXH64(address)) has the key. While an event of a key
/// is under way, the key's next events go to the same worker, so that two never work on one key.
final class WorkerBindings: Sendable {
  /// How a worker's standing has changed.
  enum Change { case leftOut, isBack }

  private struct State {
    var health: [WorkerHealth]
    var underWay: [String: (worker: Int, count: Int)] = [:]
  }

  let policy: EjectionPolicy
  private let seeds: [UInt64]
  private let state: Mutex<State>

  init(addresses: [String], policy: EjectionPolicy) {
    self.policy = policy
    seeds = addresses.map { XXH64.hash($0) }
    state = Mutex(State(health: addresses.map { _ in WorkerHealth() }))
  }

  /// Whether it binds keys as one that is made of these would.
  func isSame(as addresses: [String], _ policy: EjectionPolicy) -> Bool {
    self.policy == policy && seeds == addresses.map { XXH64.hash($0) }
  }

  /// - Parameter tried: workers that could not be reached for this event.
  func bind(_ key: String, now: MonotonicTime, tried: [Int] = []) -> Int {
    state.withLock { state in
      if let bound = state.underWay[key], !state.health[bound.worker].isUnreachable(at: now),
        !tried.contains(bound.worker)
      {
        state.underWay[key] = (bound.worker, bound.count + 1)
        return bound.worker
      }
      let worker = choose(key, state.health, now, tried)
      let count = state.underWay[key]?.count ?? 0
      state.underWay[key] = (worker, count + 1)
      return worker
    }
  }

  /// Ends what `bind` began.
  func release(_ key: String) {
    state.withLock { state in
      guard let bound = state.underWay[key] else { return }
      state.underWay[key] = bound.count > 1 ? (bound.worker, bound.count - 1) : nil
    }
  }

  /// Takes in what an invocation or a probe told of a worker.
  ///
  /// - Returns: what changed by it.
  func note(_ outcome: WorkerOutcome, of worker: Int, now: MonotonicTime) -> Change? {
    state.withLock { state in
      let before = state.health[worker]
      state.health[worker].note(outcome, at: now, policy)
      if before.isOnTrial, !state.health[worker].isOnTrial { return .isBack }
      return before.isUp(at: now) && !state.health[worker].isUp(at: now) ? .leftOut : nil
    }
  }

  /// Which workers are up, in the order of the declaration.
  func areUp(at now: MonotonicTime) -> [Bool] {
    state.withLock { $0.health.map { $0.isUp(at: now) } }
  }

  /// The best worker that is up; where all are down, the best of them is tried.
  private func choose(
    _ key: String, _ health: [WorkerHealth], _ now: MonotonicTime, _ tried: [Int]
  ) -> Int {
    var best: (worker: Int, rank: Int, score: UInt64)?
    for (worker, seed) in seeds.enumerated() {
      let rank = tried.contains(worker) ? 0 : health[worker].isUp(at: now) ? 2 : 1
      let score = XXH64.hash(key, seed: seed)
      guard let current = best else {
        best = (worker, rank, score)
        continue
      }
      if rank != current.rank ? rank > current.rank : score > current.score {
        best = (worker, rank, score)
      }
    }
    return best?.worker ?? 0
  }
}
