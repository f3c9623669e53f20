/// Tasks of one loop that wait for something to do when they are done with something.
///
/// A task's stack grows in pieces while it is first used; one that has done the same before has it
/// already.
// Safe because it is confined to the loop's thread, and each continuation is taken out once.
@safe final class Crew: @unchecked Sendable {
  /// What a task is to do: not the closure by itself, which would be wrapped anew each time that it
  /// passes through something generic.
  private struct Work: Sendable {
    let operation: Operation
  }

  typealias Operation = @Sendable () async -> Void

  private var resting = unsafe [UnsafeContinuation<Work?, Never>]()
  private var isDismissed = false

  /// Tasks kept: some kilobytes each.
  private static let kept = 128

  /// Has a resting task carry out the operation; false where none rests.
  func begin(_ operation: @escaping Operation) -> Bool {
    guard let task = unsafe resting.popLast() else { return false }
    unsafe task.resume(returning: Work(operation: operation))
    return true
  }

  /// Carries out the operation and others after it, until enough tasks rest already.
  func serve(_ operation: @escaping Operation) async {
    var next: Work? = Work(operation: operation)
    while let work = next {
      await work.operation()
      next = nil
      guard unsafe resting.count < Crew.kept, !isDismissed else { return }
      next = await unsafe withUnsafeContinuation { unsafe resting.append($0) }
    }
  }

  /// Ends the tasks that rest, and the others when they are done.
  func dismiss() {
    isDismissed = true
    while let task = unsafe resting.popLast() { unsafe task.resume(returning: nil) }
  }
}
