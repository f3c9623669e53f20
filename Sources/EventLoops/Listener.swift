import CLinux
import Glibc

/// A listening socket of one loop; several loops may share one port (SO_REUSEPORT).
// Safe because it is confined to its loop's thread.
@safe package final class Listener: Watched, @unchecked Sendable {
  private var key: UInt64 = 0
  private var waiting: UnsafeContinuation<Void, Never>?
  private var isOpen = true
  private let file: SocketFile?
  /// Where it listens; the port is the real one where 0 was asked for.
  package let address: SocketAddress

  /// - Parameter sharesPort: whether others that share it may listen on the same port: the kernel
  ///   spreads connections over them. Call `requireFree` first, for they may be another program's.
  /// - Throws: `EventLoopError` where the address is in use or not this machine's.
  package convenience init(_ wanted: SocketAddress, loop: EventLoop, sharesPort: Bool = false)
    throws(EventLoopError)
  {
    let socket = try Listener.bound(to: wanted, sharesPort: sharesPort)
    guard listen(socket, Listener.backlog) == 0, let local = SocketAddress.local(of: socket) else {
      let code = errno
      Glibc.close(socket)
      throw .system(call: "listen on \(wanted)", errno: code)
    }
    try self.init(owning: socket, address: local, file: nil, loop: loop)
  }

  /// Accepts from a file, beside the listeners of other loops.
  ///
  /// Each arrival wakes every loop, and the first that is free takes it: unlike ports, a file has
  /// one line for all, and a proxy that keeps its connections must not find them all on one loop.
  /// - Throws: `EventLoopError` where the process has no descriptors left.
  package convenience init(_ file: SocketFile, loop: EventLoop) throws(EventLoopError) {
    try self.init(owning: try file.duplicate(), address: file.address, file: file, loop: loop)
  }

  private init(
    owning socket: Int32, address: SocketAddress, file: SocketFile?, loop: EventLoop
  ) throws(EventLoopError) {
    unsafe waiting = nil
    self.address = address
    self.file = file
    super.init(descriptor: socket, loop: loop)
    do throws(EventLoopError) {
      key = try loop.add(
        self, events: flag(clinux_epoll_in) | clinux_epoll_edge_triggered)
    } catch {
      Glibc.close(socket)
      throw error
    }
  }

  /// Connections that wait to be accepted; the system's own limit may be lower.
  static let backlog: Int32 = 4_096

  /// - Throws: `EventLoopError` where anybody listens on the address, sharing its port or not.
  package static func requireFree(_ address: SocketAddress) throws(EventLoopError) {
    Glibc.close(try bound(to: address, sharesPort: false))
  }

  private static func bound(
    to address: SocketAddress, sharesPort: Bool
  ) throws(EventLoopError) -> Int32 {
    let socket = try makeSocket(address.family)
    setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1)
    if sharesPort { setOption(socket, SOL_SOCKET, SO_REUSEPORT, 1) }
    guard unsafe address.withSockaddr({ unsafe Glibc.bind(socket, $0, $1) }) == 0 else {
      let code = errno
      Glibc.close(socket)
      throw .system(call: "listen on \(address)", errno: code)
    }
    return socket
  }

  /// The next connection; nil once the listener is closed.
  ///
  /// - Throws: `EventLoopError` where the process has no descriptors left: pause, then go on.
  package func accept() async throws(EventLoopError) -> Stream? {
    while isOpen {
      let connection = accept4(
        descriptor, nil, nil, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
      if connection >= 0 {
        if file == nil { setOption(connection, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
        return try Stream(owning: connection, loop: loop)
      }
      switch errno {
      case EAGAIN:
        await unsafe withUnsafeContinuation { unsafe waiting = $0 }
      case EINTR, ECONNABORTED, EPROTO, ENETDOWN, EHOSTUNREACH, ENETUNREACH: continue
      default: throw .system(call: "accept", errno: errno)
      }
    }
    return nil
  }

  override func ready(_ events: UInt32) { resume() }

  /// Stops listening, and removes the file that it listened at; twice is fine.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    file?.remove()
    loop.remove(self)
    Glibc.close(descriptor)
    resume()
  }

  private func resume() {
    guard let waiter = unsafe waiting else { return }
    unsafe waiting = nil
    unsafe waiter.resume()
  }
}

extension Stream {
  /// Begins to connect; `connected()` waits for the end of it.
  package static func connecting(to address: SocketAddress, loop: EventLoop)
    throws(EventLoopError) -> Stream
  {
    let socket = try makeSocket(address.family)
    if !address.isFile { setOption(socket, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
    let status = unsafe address.withSockaddr { unsafe Glibc.connect(socket, $0, $1) }
    guard status == 0 || errno == EINPROGRESS else {
      let code = errno
      Glibc.close(socket)
      throw .system(call: "connect to \(address)", errno: code)
    }
    return try Stream(owning: socket, loop: loop, isConnecting: true)
  }
}

func makeSocket(_ family: Int32) throws(EventLoopError) -> Int32 {
  let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
  let descriptor = socket(family, Int32(kind), 0)
  guard descriptor >= 0 else { throw .system(call: "socket", errno: errno) }
  return descriptor
}

func setOption(_ socket: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
  var value = value
  _ = unsafe setsockopt(socket, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
}
