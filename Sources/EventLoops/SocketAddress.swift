import CLinux
import Glibc

/// An IPv4 or IPv6 address with a port, or the file of a Unix-domain socket; ready for the system's
/// calls.
package struct SocketAddress: Sendable, CustomStringConvertible {
  var storage: sockaddr_storage
  var length: socklen_t

  /// Reads `127.0.0.1` or `::1` (no name, no brackets); nil for anything else.
  package init?(host: String, port: UInt16) {
    storage = sockaddr_storage()
    var four = sockaddr_in()
    if unsafe inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      unsafe withUnsafeMutableBytes(of: &storage) {
        unsafe $0.storeBytes(of: four, as: sockaddr_in.self)
      }
      return
    }
    var six = sockaddr_in6()
    guard unsafe inet_pton(AF_INET6, host, &six.sin6_addr) == 1 else { return nil }
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port.bigEndian
    length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    unsafe withUnsafeMutableBytes(of: &storage) {
      unsafe $0.storeBytes(of: six, as: sockaddr_in6.self)
    }
  }

  init(storage: sockaddr_storage, length: socklen_t) {
    self.storage = storage
    self.length = length
  }

  var family: Int32 { Int32(storage.ss_family) }

  // The port stands at the same place in both address families.
  private static let portOffset = 2

  /// 0 for a file.
  package var port: UInt16 {
    if isFile { return 0 }
    return unsafe withUnsafeBytes(of: storage) {
      UInt16(
        bigEndian: unsafe $0.loadUnaligned(
          fromByteOffset: SocketAddress.portOffset, as: UInt16.self))
    }
  }

  /// The same host with another port.
  package func with(port: UInt16) -> SocketAddress {
    precondition(!isFile, "\(self) has no port")
    var copy = self
    unsafe withUnsafeMutableBytes(of: &copy.storage) {
      unsafe $0.storeBytes(
        of: port.bigEndian, toByteOffset: SocketAddress.portOffset, as: UInt16.self)
    }
    return copy
  }

  /// The address without its port; for a file 127.0.0.1, since only this machine reaches it.
  package var host: String {
    if isFile { return "127.0.0.1" }
    return unsafe withUnsafeBytes(of: storage) { bytes in
      let offset = family == AF_INET6 ? 8 : 4
      return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
        guard let source = bytes.baseAddress, let target = text.baseAddress,
          unsafe inet_ntop(family, source + offset, target, 64) != nil
        else { return "?" }
        return unsafe String(cString: target)
      }
    }
  }

  /// `127.0.0.1:8080`, `[::1]:8080` or `unix:/run/x.sock`.
  package var description: String {
    if isFile { return "unix:\(path)" }
    return family == AF_INET6 ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  package var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

  /// Whether it is meant for this machine's own programs: a file is mostly there for a proxy.
  package var isLocal: Bool { isLoopback && !isFile }

  func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    unsafe withUnsafePointer(to: storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
    }
  }

  /// The addresses that a name stands for, with port 0, in the resolver's order; blocks, so never on
  /// a loop.
  ///
  /// Source: getaddrinfo(3).
  package static func resolve(_ host: String) -> [SocketAddress] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { unsafe freeaddrinfo(list) }
    var found: [SocketAddress] = []
    var next = unsafe list
    while let entry = unsafe next {
      if let address = unsafe entry.pointee.ai_addr {
        var storage = sockaddr_storage()
        let length = unsafe entry.pointee.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) {
          unsafe $0.copyMemory(
            from: UnsafeRawBufferPointer(start: address, count: min(Int(length), $0.count)))
        }
        found.append(SocketAddress(storage: storage, length: length))
      }
      unsafe next = entry.pointee.ai_next
    }
    return found
  }

  /// Who counts as one client: the IPv4 address, mapped into IPv6 or not, or the first 64 bits of an
  /// IPv6 one, which is what a customer is given (RFC 6177); nil for a file, which tells nobody apart.
  package var network: UInt64? {
    if isFile { return nil }
    return unsafe withUnsafeBytes(of: storage) { bytes in
      func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> UInt64 {
        UInt64(Number(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: type)))
      }
      if family == AF_INET { return number(UInt32.self, at: 4) }
      let prefix = number(UInt64.self, at: 8)
      let isMapped = prefix == 0 && number(UInt32.self, at: 16) == 0xFFFF
      return isMapped ? number(UInt32.self, at: 20) : prefix
    }
  }

  static func local(of descriptor: Int32) -> SocketAddress? {
    unsafe SocketAddress(of: descriptor, ask: getsockname)
  }

  /// nil where it is not connected any more.
  static func peer(of descriptor: Int32) -> SocketAddress? {
    unsafe SocketAddress(of: descriptor, ask: getpeername)
  }

  private init?(
    of descriptor: Int32,
    ask: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
  ) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe ask(descriptor, $0, &length)
      }
    }
    guard status == 0 else { return nil }
    self.init(storage: storage, length: length)
  }
}
