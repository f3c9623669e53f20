/// How long a test waits for what must come. A machine that is busy with other things takes its time,
/// and a test that passes never waits so long.
package let patience: Duration = .seconds(60)

/// Asks again and again, for things that don't tell when they change.
///
/// - Returns: the first value that satisfies the condition, or the last one when the time is over.
package func poll<Value: Sendable>(
  timeout: Duration = patience, _ value: @Sendable () -> Value,
  until condition: @Sendable (Value) -> Bool
) async -> Value {
  let deadline = ContinuousClock.now + timeout
  while true {
    let current = value()
    if condition(current) || ContinuousClock.now > deadline { return current }
    try? await Task.sleep(for: .milliseconds(5))
  }
}

/// Asks again and again what can only be asked for asynchronously.
///
/// - Returns: whether the condition held before the time was over.
package func eventually(
  timeout: Duration = patience, _ condition: () async throws -> Bool
) async rethrows -> Bool {
  let deadline = ContinuousClock.now + timeout
  while true {
    if try await condition() { return true }
    if ContinuousClock.now > deadline { return false }
    try? await Task.sleep(for: .milliseconds(20))
  }
}

/// Lets time pass, where time itself is what a test is about: a seeded moment, a slow function.
package func pause(_ duration: Duration) async { try? await Task.sleep(for: duration) }
