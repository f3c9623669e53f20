import EventLoops

/// Sends a request's body as it comes, while the answer is waited for: that may come first.
// Safe because it is confined to its loop's thread.
final class BodySender: @unchecked Sendable {
  private let body: RequestBody
  private var task: Task<Void, Never>?
  private(set) var isDone = false
  /// Why the client's side broke off, if it did.
  private(set) var failure: RequestBody.Failure?

  /// - Parameter pause: how long the upstream may take for a piece, and then for its answer.
  init(_ body: RequestBody, to stream: Stream, pause: Duration) {
    self.body = body
    task = stream.loop.spawn { [self] in
      do throws(RequestBody.Failure) {
        try await body.pass(to: stream, pause: pause)
        isDone = true
        stream.deadline = stream.loop.now + pause
      } catch {
        // An upstream that does not take it all may have answered all the same.
        if case .taker = error { return }
        failure = error
        stream.interrupt()
      }
    }
  }

  /// Ends it, where it is not done.
  ///
  /// - Returns: whether everything has been sent.
  @discardableResult
  func stop() async -> Bool {
    if !isDone { body.stop() }
    await task?.value
    task = nil
    return isDone
  }
}
