import CLinux
import Glibc

/// Writing.
extension Stream {
  /// Writes what goes without waiting.
  ///
  /// - Returns: whether that was everything; else `write` has to go on after the `sent` bytes.
  package func writeNow(
    _ head: [UInt8], _ body: [UInt8] = [], sent: inout Int
  ) -> Bool {
    guard canWrite, cipher == nil, isOpen else { return false }
    let count = sendParts(head, body, from: sent)
    guard count >= 0 else { return false }
    sent += count
    sentBytes += count
    return sent == head.count + body.count
  }

  /// Writes everything after the first `sent` bytes, waiting where the peer is slow.
  package func write(
    _ head: [UInt8], _ body: [UInt8] = [], after sent: Int = 0
  ) async throws(StreamError) {
    if let cipher { return try await encrypt(head, body, with: cipher) }
    var sent = sent
    let total = head.count + body.count
    while true {
      if !canWrite { try await waitWritable() }
      guard isOpen else { throw .closed }
      let count = sendParts(head, body, from: sent)
      if count < 0 {
        let code = errno
        if code == EINTR { continue }
        guard code == EAGAIN else { throw .failed(errno: code) }
        askForWrites()
        continue
      }
      sent += count
      sentBytes += count
      if sent == total { return }
      askForWrites()
    }
  }

  /// Writes the first `count` unused bytes of another stream's input, and marks them as used.
  package func write(_ count: Int, from source: Stream) async throws(StreamError) {
    if let cipher { return try await encrypt(count, from: source, with: cipher) }
    var left = count
    while left > 0 {
      if !canWrite { try await waitWritable() }
      guard isOpen else { throw .closed }
      let sent = source.withInput { bytes in
        unsafe bytes.extracting(first: left).withUnsafeBufferPointer { bytes in
          unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
      }
      if sent < 0 {
        let code = errno
        if code == EINTR { continue }
        guard code == EAGAIN else { throw .failed(errno: code) }
        askForWrites()
        continue
      }
      sentBytes += sent
      left -= sent
      source.consume(sent)
      if left > 0 { askForWrites() }
    }
  }

  /// Tells the peer that nothing more comes; what it sends can still be read.
  package func shutdownWrites() {
    cipher?.end()
    shutdown(descriptor, Int32(SHUT_WR))
  }

  private func sendParts(_ head: [UInt8], _ body: [UInt8], from sent: Int) -> Int {
    unsafe head.withUnsafeBytes { head in
      unsafe body.withUnsafeBytes { body in
        if unsafe body.isEmpty || sent >= head.count {
          let part = unsafe body.isEmpty ? head : body
          let from = unsafe body.isEmpty ? sent : sent - head.count
          let start = unsafe part.baseAddress.map { unsafe $0 + from }
          return unsafe isSocket
            ? Glibc.send(descriptor, start, part.count - from, Int32(MSG_NOSIGNAL))
            : Glibc.write(descriptor, start, part.count - from)
        }
        return unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
          unsafe parts[0] = iovec(
            iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress.map { unsafe $0 + sent }),
            iov_len: head.count - sent)
          unsafe parts[1] = iovec(
            iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
          return unsafe writev(descriptor, parts.baseAddress, 2)
        }
      }
    }
  }

  func askForWrites() {
    canWrite = false
    loop.change(self, events: Stream.both, key: key)
  }

  func waitWritable() async throws(StreamError) {
    try checkWaiting()
    await unsafe withUnsafeContinuation { unsafe writer = $0 }
    try checkWaiting()
  }
}
