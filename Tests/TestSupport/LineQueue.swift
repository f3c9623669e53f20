import CLinux
import Glibc
import Synchronization

/// The lines of a pipe, read by a thread of its own, waited for by tests.
package final class LineQueue: Sendable {
  private struct State {
    var lines: [String] = []
    /// How many of `lines` were handed out.
    var taken = 0
    var isAtEnd = false
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var waiterCount = 0
  }

  private let state = Mutex(State())

  /// Takes the descriptor over and closes it at the end of the stream.
  init(reading descriptor: Int32) {
    startThread { [self] in read(descriptor) }
  }

  /// Everything so far, also what was handed out.
  package var text: String { allLines.joined(separator: "\n") }

  package var allLines: [String] { state.withLock { $0.lines } }

  /// The next line; nil at the end of the stream or when the time is over.
  package func next(timeout: Duration = patience) async -> String? {
    await first(timeout: timeout) { _ in true }
  }

  /// The first of the lines not yet handed out that satisfies `condition`; those before it are
  /// passed over. Nil at the end of the stream or when the time is over.
  package func first(
    timeout: Duration = patience, where condition: @Sendable (String) -> Bool
  ) async -> String? {
    let deadline = ContinuousClock.now + timeout
    while true {
      let (line, isAtEnd) = take(condition)
      if let line { return line }
      guard !isAtEnd, ContinuousClock.now < deadline else { return nil }
      await waitForMore(until: deadline)
    }
  }

  /// The first line that contains `part`; see `first(timeout:where:)`.
  package func first(containing part: String, timeout: Duration = patience) async -> String? {
    await first(timeout: timeout) { $0.contains(part) }
  }

  /// Waits for a line that contains `part`, handed out or not: for lines that may come in any order.
  ///
  /// - Returns: false when the time is over.
  package func has(_ part: String) async -> Bool {
    await poll {
      self.text
    } until: {
      $0.contains(part)
    }.contains(part)
  }

  private func take(_ condition: (String) -> Bool) -> (line: String?, isAtEnd: Bool) {
    state.withLock { state in
      while state.taken < state.lines.count {
        let line = state.lines[state.taken]
        state.taken += 1
        if condition(line) { return (line, false) }
      }
      return (nil, state.isAtEnd)
    }
  }

  private func waitForMore(until deadline: ContinuousClock.Instant) async {
    let number = state.withLock { state in
      state.waiterCount += 1
      return state.waiterCount
    }
    let alarm = Task {
      try? await Task.sleep(until: deadline)
      wake(number)
    }
    await withCheckedContinuation { continuation in
      let mustWait = state.withLock { state in
        guard state.taken == state.lines.count, !state.isAtEnd, ContinuousClock.now < deadline
        else { return false }
        state.waiters[number] = continuation
        return true
      }
      if !mustWait { continuation.resume() }
    }
    alarm.cancel()
  }

  private func wake(_ number: Int) {
    state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
  }

  private func read(_ descriptor: Int32) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var rest: [UInt8] = []
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest += chunk[..<count]
      var lines: [String] = []
      var start = 0
      while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
        lines.append(String(decoding: rest[start..<end], as: UTF8.self))
        start = end + 1
      }
      rest.removeFirst(start)
      add(lines)
    }
    close(descriptor)
    add(rest.isEmpty ? [] : [String(decoding: rest, as: UTF8.self)], isAtEnd: true)
  }

  private func add(_ lines: [String], isAtEnd: Bool = false) {
    let waiters = state.withLock { state in
      state.lines += lines
      state.isAtEnd = isAtEnd
      defer { state.waiters = [:] }
      return state.waiters.values.map { $0 }
    }
    for waiter in waiters { waiter.resume() }
  }
}
