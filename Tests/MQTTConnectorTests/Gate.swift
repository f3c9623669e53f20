import EventLoops

/// A door that is shut until it is opened, for all who wait there.
final class Gate: Sendable {
  private let interruption = Signal()

  func open() { interruption.raise() }

  /// Suspends one task until the door is opened.
  func pass() async { await interruption.wait() }
}
