/// Streams with a cipher between them and their socket.
///
/// A cipher may have to write before it can read on and the other way round (a handshake, a change
/// of keys), and it may hold bytes that the socket does not tell of any more: readiness lasts until
/// the cipher says that it wants more.
extension Stream {
  /// Puts a cipher between the stream and its socket, and waits until both sides have agreed.
  ///
  /// Call it before anything is read or written.
  /// - Throws: `StreamError`; the stream is then to be closed.
  package func secure(with cipher: any StreamCipher) async throws(StreamError) {
    precondition(self.cipher == nil && input.count == 0, "a cipher comes before the first byte")
    self.cipher = cipher
    while true {
      guard isOpen else { throw .closed }
      switch cipher.handshake() {
      case .done:
        // The first bytes may have come with the end of the handshake.
        canRead = true
        return
      case .wantsRead:
        canRead = false
        try await waitReadable()
      case .wantsWrite:
        askForWrites()
        try await waitWritable()
      case .failed(let error): throw error
      }
    }
  }

  /// Reads without waiting into the room that was made; nil where nothing is there yet.
  func decrypt(with cipher: any StreamCipher) throws(StreamError) -> Int? {
    var progress = CipherProgress.wantsRead
    _ = unsafe input.write { room in
      progress = unsafe cipher.read(into: room)
      return if case .done(let count) = progress { count } else { 0 }
    }
    if input.count == 0 { input.release(loop) }
    switch progress {
    case .done(let count): return count
    case .wantsRead: canRead = false
    case .wantsWrite:
      canRead = false
      readsAfterWrite = true
      askForWrites()
    case .failed(let error): throw error
    }
    return nil
  }

  /// Writes everything, waiting where the peer is slow.
  func encrypt(
    _ head: [UInt8], _ body: [UInt8], with cipher: any StreamCipher
  ) async throws(StreamError) {
    var sent = 0
    while sent < head.count + body.count {
      sent += try await encryptOnce { encryptParts(head, body, from: sent, with: cipher) }
    }
  }

  /// Writes the first `count` unused bytes of another stream's input, and marks them as used.
  func encrypt(
    _ count: Int, from source: Stream, with cipher: any StreamCipher
  ) async throws(StreamError) {
    var left = count
    while left > 0 {
      let sent = try await encryptOnce {
        source.withInput { bytes in
          unsafe bytes.extracting(first: left).withUnsafeBytes { unsafe cipher.write($0) }
        }
      }
      left -= sent
      source.consume(sent)
    }
  }

  /// Takes one step until it is done.
  ///
  /// - Returns: how many bytes the cipher took.
  private func encryptOnce(_ step: () -> CipherProgress) async throws(StreamError) -> Int {
    while true {
      if !canWrite { try await waitWritable() }
      guard isOpen else { throw .closed }
      switch step() {
      case .done(let count):
        sentBytes += count
        return count
      case .wantsRead:
        canWrite = false
        writesAfterRead = true
      case .wantsWrite: askForWrites()
      case .failed(let error): throw error
      }
    }
  }

  /// What a record of TLS holds at most (RFC 8446, section 5.1).
  private static let recordBytes = 16_384

  /// Puts the end of the head and the beginning of the body into one record.
  private func encryptParts(
    _ head: [UInt8], _ body: [UInt8], from sent: Int, with cipher: any StreamCipher
  ) -> CipherProgress {
    guard sent < head.count, !body.isEmpty else {
      let part = sent < head.count ? head : body
      let start = sent < head.count ? sent : sent - head.count
      return unsafe part.withUnsafeBytes {
        unsafe cipher.write(UnsafeRawBufferPointer(rebasing: $0[start...]))
      }
    }
    var record: [UInt8] = []
    let room = min(Stream.recordBytes, head.count - sent + body.count)
    record.reserveCapacity(room)
    record.append(contentsOf: head[sent...].prefix(room))
    record.append(contentsOf: body.prefix(room - record.count))
    return unsafe record.withUnsafeBytes { unsafe cipher.write($0) }
  }

  /// Whether the peer has sent anything but what the cipher keeps to itself (tickets, keys).
  func hasForeignInput() -> Bool {
    while canRead {
      do throws(StreamError) {
        if try readNow() != nil { return true }
      } catch {
        return true
      }
    }
    return false
  }
}
