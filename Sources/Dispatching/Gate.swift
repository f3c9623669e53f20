import EventLoops
import Synchronization

/// The limit on one version's invocations under way, over all loops.
///
/// Entering and leaving cost one atomic operation each while there is room.
final class Gate: Sendable {
  private let limit: Atomic<Int>
  private let inside = Atomic<Int>(0)
  private let waiting = Atomic<Int>(0)
  private let line = Mutex<[Sleeper]>([])

  init(limit: Int) { self.limit = Atomic(limit) }

  /// Invocations under way.
  var count: Int { inside.load(ordering: .relaxed) }

  var isFull: Bool { count >= limit.load(ordering: .relaxed) }

  func setLimit(_ new: Int) {
    let old = limit.exchange(new, ordering: .sequentiallyConsistent)
    guard new > old else { return }
    let woken = line.withLock { line in
      let first = line.prefix(new - old)
      line.removeFirst(first.count)
      return first
    }
    for sleeper in woken { sleeper.fire() }
  }

  /// Takes a place if there is one.
  func tryEnter() -> Bool {
    // Not by adding first and taking it back: that would wake whoever waits, for nothing.
    var count = inside.load(ordering: .sequentiallyConsistent)
    while count < limit.load(ordering: .relaxed) {
      let (exchanged, present) = inside.weakCompareExchange(
        expected: count, desired: count + 1, ordering: .sequentiallyConsistent)
      if exchanged { return true }
      count = present
    }
    return false
  }

  /// Takes a place, waiting until `deadline` for one; call it on the loop.
  ///
  /// - Returns: false where the time was over or the task cancelled first.
  func enter(until deadline: MonotonicTime, loop: EventLoop) async -> Bool {
    if tryEnter() { return true }
    waiting.add(1, ordering: .sequentiallyConsistent)
    defer { waiting.subtract(1, ordering: .sequentiallyConsistent) }
    while MonotonicTime.read() < deadline, !Task.isCancelled {
      let sleeper = Sleeper()
      line.withLock { $0.append(sleeper) }
      // A place that was left before the sleeper stood in line would wake nobody.
      if tryEnter() {
        // Who was about to wake the sleeper must wake another one instead.
        if !forget(sleeper) { wakeOne() }
        return true
      }
      if deadline < .never { loop.wake(sleeper, at: deadline) }
      await withTaskCancellationHandler {
        await sleeper.wait()
      } onCancel: {
        sleeper.fire()
      }
      _ = forget(sleeper)
      if tryEnter() { return true }
    }
    // The wake-up that ended the wait may have been meant for a free place: pass it on.
    wakeOne()
    return false
  }

  /// Gives the place back.
  func leave() {
    inside.subtract(1, ordering: .sequentiallyConsistent)
    if waiting.load(ordering: .sequentiallyConsistent) > 0 { wakeOne() }
  }

  private func wakeOne() {
    let first = line.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    first?.fire()
  }

  /// Takes a sleeper out of the line.
  ///
  /// - Returns: false where somebody has taken it out to wake it.
  private func forget(_ sleeper: Sleeper) -> Bool {
    line.withLock { line in
      guard let index = line.firstIndex(where: { $0 === sleeper }) else { return false }
      line.remove(at: index)
      return true
    }
  }
}
