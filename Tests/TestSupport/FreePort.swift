import CLinux
import Glibc
import Synchronization

/// Ports of 127.0.0.1 for servers that tests start.
package enum FreePort {
  /// Outside the range from which the kernel gives ports to outgoing connections.
  private static let range: ClosedRange<UInt16> = 10_240...32_000
  private static let given = Mutex<Set<UInt16>>([])

  /// A port on which nobody listens and which this process gave to no other test.
  ///
  /// - Throws: `TestSupportError.noFreePort` after 1,000 ports that were taken.
  package static func next() throws(TestSupportError) -> UInt16 {
    for _ in 0..<1_000 {
      let port = UInt16.random(in: range)
      let isNew = given.withLock { $0.insert(port).inserted }
      if isNew, canBind(port) { return port }
    }
    throw .noFreePort
  }

  /// Suspends until something on 127.0.0.1 accepts connections on `port`.
  ///
  /// - Returns: false when the time is over.
  package static func waitUntilAccepting(
    _ port: UInt16, timeout: Duration = patience
  ) async -> Bool {
    let deadline = ContinuousClock.now + timeout
    var pause = Duration.milliseconds(2)
    while ContinuousClock.now < deadline {
      if canConnect(port) { return true }
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(50))
    }
    // A sleep on a busy machine may have gone beyond the deadline: look once more.
    return canConnect(port)
  }

  private static func canBind(_ port: UInt16) -> Bool {
    unsafe withSocket(port) { socket, address, length in unsafe bind(socket, address, length) == 0 }
  }

  private static func canConnect(_ port: UInt16) -> Bool {
    unsafe withSocket(port) { socket, address, length in
      unsafe connect(socket, address, length) == 0
    }
  }

  private static func withSocket(
    _ port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
  ) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var yes: Int32 = 1
    unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe body(socket, general, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
