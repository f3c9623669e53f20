import CLinux
import Glibc
import Synchronization

/// A Unix-domain socket that listens at a file; the listeners of several loops accept from it.
package final class SocketFile: Sendable {
  /// Who may connect.
  package enum Access: Sendable {
    /// Every user of this machine, as with a port of 127.0.0.1: mode 0666.
    case everybody
    /// This process's user and group: mode 0660.
    case group

    fileprivate var mode: mode_t { self == .everybody ? 0o666 : 0o660 }
  }

  package let address: SocketAddress
  private let identity: FileIdentity?
  /// -1 once the file is removed.
  private let descriptor: Atomic<Int32>

  /// Makes the file; one that a process left behind is replaced.
  ///
  /// - Throws: `EventLoopError` where somebody listens there, something else than a socket is there,
  ///   or the folder can't be written to.
  package init(_ address: SocketAddress, access: Access) throws(EventLoopError) {
    precondition(address.isFile, "\(address) is no file")
    let socket = try makeSocket(AF_UNIX)
    do throws(EventLoopError) {
      let lock = try SocketFile.lockFolder(of: address)
      defer { Glibc.close(lock) }
      try SocketFile.listen(socket, address, access)
    } catch {
      Glibc.close(socket)
      throw error
    }
    self.address = address
    identity = FileIdentity(path: address.path)
    descriptor = Atomic(socket)
  }

  deinit { remove() }

  /// Another descriptor of the same socket.
  func duplicate() throws(EventLoopError) -> Int32 {
    let copy = clinux_duplicate(descriptor.load(ordering: .relaxed))
    guard copy >= 0 else { throw .system(call: "dup", errno: errno) }
    return copy
  }

  /// Removes the file, unless somebody else has put another one there; from any thread, twice is
  /// fine.
  package func remove() {
    let socket = descriptor.exchange(-1, ordering: .acquiringAndReleasing)
    guard socket >= 0 else { return }
    if let identity, FileIdentity(path: address.path) == identity {
      _ = unsafe unlink(address.path)
    }
    Glibc.close(socket)
  }

  /// Keeps others out of the folder who are about to listen there, until the descriptor is closed.
  ///
  /// A file that another router has just made, and does not listen at yet, looks like a dead one's.
  private static func lockFolder(of address: SocketAddress) throws(EventLoopError) -> Int32 {
    let path = address.path
    let folder = path.lastIndex(of: "/").map { "\(path[..<$0])/" } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(call: "listen on \(address)", errno: errno) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let code = errno
        Glibc.close(descriptor)
        throw .system(call: "lock the folder of \(address)", errno: code)
      }
    }
    return descriptor
  }

  private static func listen(
    _ socket: Int32, _ address: SocketAddress, _ access: Access
  ) throws(EventLoopError) {
    // Before there is a file: bind(2) makes it with this mode less the umask, never with more.
    fchmod(socket, access.mode)
    var status = bind(socket, address)
    if status == EADDRINUSE {
      try removeStale(address)
      status = bind(socket, address)
    }
    // What the umask took away is given back, for the mode is ours to say.
    guard status == 0, unsafe chmod(address.path, access.mode) == 0,
      Glibc.listen(socket, Listener.backlog) == 0
    else { throw .system(call: "listen on \(address)", errno: status == 0 ? errno : status) }
  }

  private static func bind(_ socket: Int32, _ address: SocketAddress) -> Int32 {
    unsafe address.withSockaddr { unsafe Glibc.bind(socket, $0, $1) == 0 ? 0 : errno }
  }

  /// Removes the file of a socket that nobody listens at any more.
  ///
  /// - Throws: `EventLoopError` where it is in use, or no socket's.
  private static func removeStale(_ address: SocketAddress) throws(EventLoopError) {
    let call = "listen on \(address)"
    var information = stat()
    guard unsafe lstat(address.path, &information) == 0 else { return }
    guard information.st_mode & S_IFMT == S_IFSOCK else {
      throw .system(call: "\(call), which is no socket", errno: EEXIST)
    }
    let probe = try makeSocket(AF_UNIX)
    defer { Glibc.close(probe) }
    let status = unsafe address.withSockaddr { unsafe connect(probe, $0, $1) == 0 ? 0 : errno }
    // Whatever else it answers, a process may be behind it.
    guard status == ECONNREFUSED else { throw .system(call: call, errno: EADDRINUSE) }
    guard unsafe unlink(address.path) == 0 || errno == ENOENT else {
      throw .system(call: call, errno: errno)
    }
  }
}

/// What tells one file from another that has its name.
private struct FileIdentity: Hashable {
  var device: UInt64
  var inode: UInt64

  /// nil where there is no such file.
  init?(path: String) {
    var information = stat()
    guard unsafe lstat(path, &information) == 0 else { return nil }
    device = UInt64(information.st_dev)
    inode = UInt64(information.st_ino)
  }
}
