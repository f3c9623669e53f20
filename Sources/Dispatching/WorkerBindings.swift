import EventLoops
import Routing
import Synchronization

/// Which worker a key belongs to: rendezvous hashing over the workers that are up.
///
/// The worker with the highest XXH64(key, seed: XXH64(address)) has the key. While an event of a key
/// is under way, the key's next events go to the same worker, so that two never work on one key.
final class WorkerBindings: Sendable {
  private struct State {
    var downUntil: [MonotonicTime]
    var underWay: [String: (worker: Int, count: Int)] = [:]
  }

  private let seeds: [UInt64]
  private let state: Mutex<State>

  /// How long a worker that could not be reached is left out before it is tried again.
  static let downTime: Duration = .seconds(2)

  init(addresses: [String]) {
    seeds = addresses.map { XXH64.hash($0) }
    let never = MonotonicTime(nanoseconds: 0)
    state = Mutex(State(downUntil: addresses.map { _ in never }))
  }

  func bind(_ key: String, now: MonotonicTime) -> Int {
    state.withLock { state in
      if let bound = state.underWay[key], state.downUntil[bound.worker] <= now {
        state.underWay[key] = (bound.worker, bound.count + 1)
        return bound.worker
      }
      let worker = choose(key, state.downUntil, now)
      let count = state.underWay[key]?.count ?? 0
      state.underWay[key] = (worker, count + 1)
      return worker
    }
  }

  func release(_ key: String) {
    state.withLock { state in
      guard let bound = state.underWay[key] else { return }
      state.underWay[key] = bound.count > 1 ? (bound.worker, bound.count - 1) : nil
    }
  }

  func noteDown(_ worker: Int, now: MonotonicTime) {
    state.withLock { $0.downUntil[worker] = now + WorkerBindings.downTime }
  }

  func noteAlive(_ worker: Int) {
    state.withLock { $0.downUntil[worker] = MonotonicTime(nanoseconds: 0) }
  }

  /// The best worker that is up; where all are down, the best of them is tried.
  private func choose(_ key: String, _ downUntil: [MonotonicTime], _ now: MonotonicTime) -> Int {
    var best: (worker: Int, isUp: Bool, score: UInt64)?
    for (worker, seed) in seeds.enumerated() {
      let isUp = downUntil[worker] <= now
      let score = XXH64.hash(key, seed: seed)
      guard let current = best else {
        best = (worker, isUp, score)
        continue
      }
      if isUp != current.isUp ? isUp : score > current.score { best = (worker, isUp, score) }
    }
    return best?.worker ?? 0
  }
}
