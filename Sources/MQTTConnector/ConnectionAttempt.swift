import EventLoops
import Mosquitto
import Synchronization

/// A call of `connect` on another thread, for which somebody may or may not wait.
final class ConnectionAttempt: Sendable {
  let sleeper = Sleeper()
  private let outcome = Mutex<Result<Void, MosquittoError>?>(nil)

  /// Nil while it is under way.
  var result: Result<Void, MosquittoError>? { outcome.withLock { $0 } }

  func end(with result: Result<Void, MosquittoError>) {
    outcome.withLock { $0 = result }
    sleeper.fire()
  }
}
