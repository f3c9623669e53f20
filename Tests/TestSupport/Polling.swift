/// Asks again and again, for things that don't tell when they change.
///
/// - Returns: the first value that satisfies the condition, or the last one when the time is over.
package func poll<Value: Sendable>(
  timeout: Duration = .seconds(20), _ value: @Sendable () -> Value,
  until condition: @Sendable (Value) -> Bool
) async -> Value {
  let deadline = ContinuousClock.now + timeout
  while true {
    let current = value()
    if condition(current) || ContinuousClock.now > deadline { return current }
    try? await Task.sleep(for: .milliseconds(5))
  }
}
