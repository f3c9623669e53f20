import EventLoops
import Mosquitto

/// One connection to the broker, from the open socket to its end.
// Safe because all but `interruption` and `readiness.wake` is used on the loop's thread.
final class Connection: @unchecked Sendable {
  let client: MosquittoClient
  let readiness: Readiness
  /// Raised when nobody needs to wait for this connection any more.
  let interruption = StopSignal()
  /// When the broker accepted the client; nil before.
  var acceptedAt: MonotonicTime?
  /// Whether somebody waits for receipts and therefore does not read.
  var isAwaitingReceipts = false
  var keepAliveSeconds: Int
  /// Pings since the broker was last heard.
  var unansweredPings = 0
  /// Why it is at its end, where that was found out by somebody other than its reader.
  private(set) var failure: MosquittoError?

  var isAccepted: Bool { acceptedAt != nil }

  /// - Parameter client: connected.
  init(_ client: MosquittoClient, loop: EventLoop) throws(MosquittoError) {
    guard let descriptor = client.descriptor else { throw .disconnected("the connection is lost") }
    self.client = client
    keepAliveSeconds = client.keepAliveSeconds
    do {
      readiness = try Readiness(watching: descriptor, loop: loop)
    } catch {
      throw .disconnected(error.description)
    }
  }

  /// Ends all waits; from any thread.
  func interrupt() {
    interruption.raise()
    readiness.wake()
  }

  /// Ends the connection for its reader too; call it on the loop.
  ///
  /// The socket may be closed by now: watching ends before its number is somebody else's.
  func fail(_ error: MosquittoError) {
    failure = failure ?? error
    interrupt()
    readiness.cancel()
  }

  /// Fails where the connection breaks while its reader waits for receipts; call it on the loop.
  func watchForBreak() async {
    while isAwaitingReceipts, failure == nil, !Task.isCancelled {
      let ready = await readiness.wait(readable: false, writable: false, timeout: nil)
      if ready.readable { fail(.disconnected("the connection broke")) }
    }
  }
}
