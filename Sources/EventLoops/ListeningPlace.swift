/// Where a server listens, on one loop or on several.
package enum ListeningPlace: Sendable {
  case port(SocketAddress, isShared: Bool)
  case file(SocketFile)

  /// Takes an address for this process.
  ///
  /// - Parameters:
  ///   - isShared: whether several loops will listen there.
  ///   - access: who may connect to a file.
  /// - Throws: `EventLoopError` where somebody listens there, or the address is not this machine's.
  package init(
    _ address: SocketAddress, isShared: Bool, access: SocketFile.Access
  ) throws(EventLoopError) {
    if address.isFile {
      self = .file(try SocketFile(address, access: access))
    } else {
      if isShared { try Listener.requireFree(address) }
      self = .port(address, isShared: isShared)
    }
  }

  /// Removes what a process leaves behind; twice is fine.
  package func leave() {
    if case .file(let file) = self { file.remove() }
  }

  /// Listens there; the second listener on a port needs the first one's address, which has the real
  /// port where 0 was asked for.
  package func listen(_ loop: EventLoop) throws(EventLoopError) -> Listener {
    switch self {
    case .port(let address, let isShared):
      try Listener(address, loop: loop, sharesPort: isShared)
    case .file(let file): try Listener(file, loop: loop)
    }
  }
}
