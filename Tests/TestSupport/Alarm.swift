/// Calls `body` after `delay`, unless the task is cancelled before: what ends a wait that would
/// otherwise last for good.
package func alarm(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> Task<
  Void, Never
> {
  Task {
    guard (try? await Task.sleep(for: delay)) != nil else { return }
    body()
  }
}
