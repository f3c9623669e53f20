import CLinux
import Glibc

/// A non-blocking socket or pipe with suspending reads and writes; used on its loop only.
///
/// Readiness is edge-triggered and kept as flags, so that a request costs no epoll_ctl: a read that
/// did not fill the room has drained the socket, and writability is asked for only after a write
/// fell short. One task reads and one writes at a time.
// Safe because it is confined to its loop's thread.
@safe package final class Stream: Watched, @unchecked Sendable {
  /// What has come in and is not used yet.
  package internal(set) var input = ByteBuffer()
  /// Bytes handed to the kernel, or to the cipher, so far.
  package internal(set) var sentBytes = 0
  /// What encrypts all that is read and written; nil for plain text.
  var cipher: (any StreamCipher)?
  private(set) var key: UInt64 = 0
  var canRead = false
  var canWrite: Bool
  /// Whether the cipher must write before it can read on.
  var readsAfterWrite = false
  /// Whether the cipher must read before it can write on.
  var writesAfterRead = false
  private var isPeerClosed = false
  private(set) var isOpen = true
  let isSocket: Bool
  /// Whether everything that waits is to be sent home.
  private var isInterrupted = false
  private var hasTimedOut = false
  private var isReadInterrupted = false
  private var reader: UnsafeContinuation<Void, Never>?
  var writer: UnsafeContinuation<Void, Never>?
  /// Who is called, instead of a task that waits, when something is there to be read, the time is
  /// over, or `interrupt` was called; see `rest`.
  package var wake: (() -> Void)?
  private var isResting = false
  /// Whether what comes to be read is new work: it begins in its turn, after what goes on with work
  /// under way, and until then no time runs out.
  package var bringsNewWork = false
  var nextInLine: Stream?
  /// Whether new work has come and not begun.
  package private(set) var isInLine = false
  /// What the waiting reader wants room for.
  private var room = 0
  /// Bytes that were read for the waiting reader.
  private var ahead = 0

  /// When a wait for the peer counts as timed out; `never` by default.
  ///
  /// Setting it costs a store where a timer is set for an earlier time already.
  package var deadline = MonotonicTime.never {
    didSet {
      hasTimedOut = false
      if deadline < timerAt {
        timerAt = deadline
        loop.timers.insert(.descriptor(key), at: deadline)
      }
    }
  }
  private var timerAt = MonotonicTime.never

  /// Takes ownership of the descriptor.
  ///
  /// - Throws: `EventLoopError`; the descriptor is then closed.
  package init(
    owning descriptor: Int32, loop: EventLoop, isSocket: Bool = true, isConnecting: Bool = false
  ) throws(EventLoopError) {
    self.isSocket = isSocket
    canWrite = !isConnecting
    unsafe reader = nil
    unsafe writer = nil
    super.init(descriptor: descriptor, loop: loop)
    do throws(EventLoopError) {
      key = try loop.add(self, events: isConnecting ? Stream.both : Stream.reads)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
  }

  private static let reads =
    flag(clinux_epoll_in) | flag(clinux_epoll_peer_closed) | clinux_epoll_edge_triggered
  static let both = reads | flag(clinux_epoll_out)
  private static let broken = flag(clinux_epoll_hang_up) | flag(clinux_epoll_error)

  // MARK: Reading

  /// Reads what there is, waiting for at least one byte.
  ///
  /// - Returns: the number of bytes; 0 at the end of the stream.
  package func fill(atLeastRoom room: Int = 2_048) async throws(StreamError) -> Int {
    while true {
      if !canRead {
        self.room = room
        try await waitReadable()
      }
      if let count = takeAhead() { return count }
      if let count = try readNow(room) { return count }
    }
  }

  /// Reads what there is without waiting; nil where nothing is there yet.
  package func fillNow() throws(StreamError) -> Int? { canRead ? try readNow(2_048) : nil }

  /// Reads without waiting; nil where nothing is there yet.
  func readNow(_ room: Int = 2_048) throws(StreamError) -> Int? {
    guard isOpen else { throw .closed }
    input.reserve(room, loop: loop)
    if let cipher { return try decrypt(with: cipher) }
    let (descriptor, isSocket) = (descriptor, isSocket)
    let (count, space) = unsafe input.write { bytes in
      // On a socket recv and send are cheaper than read and write, which go through the file layer.
      unsafe isSocket
        ? recv(descriptor, bytes.baseAddress, bytes.count, 0)
        : read(descriptor, bytes.baseAddress, bytes.count)
    }
    if count > 0 {
      if count < space, !isPeerClosed { canRead = false }
      return count
    }
    let code = errno
    if input.count == 0 { input.release(loop) }
    if count == 0 { return 0 }
    if code == EAGAIN || code == EINTR {
      if code == EAGAIN { canRead = false }
      return nil
    }
    throw .failed(errno: code)
  }

  /// Exactly `count` bytes: first what is in `input` beyond `offset`, then what comes.
  ///
  /// Everything up to the last of them is used afterwards.
  package func body(after offset: Int, count: Int) async throws(StreamError) -> [UInt8] {
    if input.count >= offset + count {
      let bytes = input.copy(offset..<(offset + count))
      consume(offset + count)
      return bytes
    }
    var bytes = [UInt8]()
    bytes.reserveCapacity(count)
    bytes.append(contentsOf: input.copy(offset..<input.count))
    consume(input.count)
    while bytes.count < count {
      guard try await fill() > 0 else { throw .closed }
      let taken = min(count - bytes.count, input.count)
      bytes.append(contentsOf: input.copy(0..<taken))
      consume(taken)
    }
    return bytes
  }

  /// Lends the unused bytes of `input` to `body`.
  @inline(__always)
  package func withInput<Result: ~Copyable>(_ body: (Span<UInt8>) -> Result) -> Result {
    input.withReadable(body)
  }

  /// Marks the first `count` bytes of `input` as used.
  package func consume(_ count: Int) { input.consume(count, loop: loop) }

  /// Whether the peer has closed, or sent something nobody asked for: not fit to be used again.
  package var isStale: Bool {
    if isPeerClosed || !isOpen || input.count > 0 { return true }
    return cipher == nil ? canRead : hasForeignInput()
  }

  /// Lets `wake` be called as soon as a read would not wait any more; nobody may be reading.
  ///
  /// What waits for the next request in this way needs no task, whose memory is many times that of
  /// the stream.
  package func rest() {
    isResting = true
    if hasTimedOut || isInterrupted || !isOpen { resumeReader() } else if canRead { arrived() }
  }

  func waitReadable() async throws(StreamError) {
    try checkWaiting()
    await unsafe withUnsafeContinuation { unsafe reader = $0 }
    // What has come counts, whatever has happened since.
    if ahead > 0 { return }
    if isReadInterrupted {
      isReadInterrupted = false
      throw .interrupted
    }
    try checkWaiting()
  }

  func checkWaiting() throws(StreamError) {
    if hasTimedOut { throw .timedOut }
    if isInterrupted { throw .interrupted }
    if !isOpen { throw .closed }
  }

  // MARK: Events

  override func ready(_ events: UInt32) {
    let isBroken = events & Stream.broken != 0
    if events & Stream.reads != 0 || isBroken {
      canRead = true
      if events & flag(clinux_epoll_peer_closed) != 0 || isBroken { isPeerClosed = true }
      arrived()
      if writesAfterRead {
        writesAfterRead = false
        canWrite = true
        resumeWriter()
      }
    }
    if !canWrite, events & flag(clinux_epoll_out) != 0 || isBroken {
      canWrite = true
      loop.change(self, events: Stream.reads, key: key)
      resumeWriter()
      if readsAfterWrite {
        readsAfterWrite = false
        canRead = true
        resumeReader()
      }
    }
  }

  override func expired() {
    timerAt = .never
    if deadline > loop.now {
      let again = deadline
      if again < .never { deadline = again }
      return
    }
    guard !isInLine else { return }
    hasTimedOut = true
    resumeReader()
    resumeWriter()
  }

  /// Makes whatever waits, now or later, throw `.interrupted`.
  package func interrupt() {
    isInterrupted = true
    resumeReader()
    resumeWriter()
  }

  /// Makes the read that waits now, if there is one, throw `.interrupted`; later ones go on.
  package func interruptRead() {
    guard unsafe reader != nil else { return }
    isReadInterrupted = true
    resumeReader()
  }

  /// What was read before the reader was resumed.
  private func takeAhead() -> Int? {
    guard ahead > 0 else { return nil }
    defer { ahead = 0 }
    return ahead
  }

  /// Reads for the reader that waits, and resumes it: what the loop reads for one stream after the
  /// other costs less than what each task reads in between.
  private func resumeWithInput() {
    if unsafe reader != nil, cipher == nil, ahead == 0, isOpen {
      do throws(StreamError) {
        guard let count = try readNow(room) else { return }
        ahead = count
      } catch {
        // The reader comes upon the same.
      }
    }
    resumeReader()
  }

  private func arrived() {
    guard bringsNewWork else { return resumeWithInput() }
    guard !isInLine else { return }
    isInLine = true
    loop.line.append(self)
  }

  /// Called when it is this stream's turn.
  func begin() {
    isInLine = false
    resumeWithInput()
  }

  private func resumeReader() {
    if let waiting = unsafe reader {
      unsafe reader = nil
      unsafe waiting.resume()
    } else if isResting {
      isResting = false
      wake?()
    }
  }

  private func resumeWriter() {
    guard let waiting = unsafe writer else { return }
    unsafe writer = nil
    unsafe waiting.resume()
  }

  /// Closes the socket; twice is fine.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    cipher?.end()
    cipher = nil
    input.release(loop)
    loop.remove(self)
    Glibc.close(descriptor)
    resumeReader()
    resumeWriter()
  }

  /// The error that an asynchronous connect ended with; nil where it succeeded.
  package func connectError() -> Int32? {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    let status = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    return status == 0 && code == 0 ? nil : code
  }

  /// Waits until an asynchronous connect has ended.
  package func connected() async throws(StreamError) {
    if !canWrite { try await waitWritable() }
    if let code = connectError() { throw .failed(errno: code) }
  }
}
