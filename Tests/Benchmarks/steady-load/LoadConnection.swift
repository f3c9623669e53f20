import CLinux
import Glibc

/// A connection to 127.0.0.1 with at most one request under way; it lives as long as the program.
struct LoadConnection {
  let descriptor: Int32
  private var answer: [UInt8] = []

  /// - Parameter source: the address that it comes from; nil for any.
  /// - Throws: `LoadError` where it is refused.
  init(port: Int, from source: String? = nil) throws(LoadError) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw LoadError(call: "socket") }
    var isOne: Int32 = 1
    unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOne, 4)
    if let source {
      try unsafe LoadConnection.call("bind", bind, descriptor, LoadConnection.address(source, 0))
    }
    let server = LoadConnection.address("127.0.0.1", UInt16(port))
    try unsafe LoadConnection.call("connect", connect, descriptor, server)
  }

  func send(_ request: [UInt8]) throws(LoadError) {
    let sent = unsafe Glibc.send(descriptor, request, request.count, 0)
    guard sent == request.count else { throw LoadError(call: "send") }
  }

  /// Reads what has come, waiting where nothing has.
  ///
  /// - Returns: whether the answer is whole.
  /// - Throws: `LoadError` for an answer other than 2xx, or none.
  mutating func receive() throws(LoadError) -> Bool {
    let count = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16_384) { bytes in
      let count = unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
      if count > 0 { unsafe answer.append(contentsOf: bytes[..<count]) }
      return count
    }
    guard count > 0 else { throw LoadError(call: "recv") }
    guard let headEnd = LoadConnection.end(of: answer) else { return false }
    guard answer.starts(with: "HTTP/1.1 2".utf8) else {
      throw LoadError("the answer is \(String(decoding: answer.prefix(40), as: UTF8.self))")
    }
    guard answer.count >= headEnd + LoadConnection.length(in: answer[..<headEnd]) else {
      return false
    }
    answer.removeAll(keepingCapacity: true)
    return true
  }

  private static func end(of answer: [UInt8]) -> Int? {
    guard answer.count >= 4 else { return nil }
    for index in 0...(answer.count - 4)
    where answer[index] == 13 && answer[index + 2] == 13 && answer[index + 3] == 10 {
      return index + 4
    }
    return nil
  }

  /// The value of `Content-Length`, which all servers measured here send.
  private static func length(in head: ArraySlice<UInt8>) -> Int {
    let name = Array("\r\ncontent-length: ".utf8)
    for index in head.indices where head[index] == 13 {
      let line = head[index...].prefix(name.count)
      guard line.elementsEqual(name, by: { $0 | 0x20 == $1 | 0x20 }) else { continue }
      return head[(index + name.count)...].prefix { $0 != 13 }
        .reduce(0) { $0 * 10 + Int($1) - 48 }
    }
    return 0
  }

  private static func address(_ host: String, _ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    unsafe inet_pton(AF_INET, host, &address.sin_addr)
    return address
  }

  private static func call(
    _ name: String, _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32,
    _ descriptor: Int32, _ address: sockaddr_in
  ) throws(LoadError) {
    let result = unsafe withUnsafeBytes(of: address) { bytes in
      guard let start = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else {
        return Int32(-1)
      }
      return unsafe function(descriptor, start, socklen_t(bytes.count))
    }
    guard result == 0 else { throw LoadError(call: name) }
  }
}
