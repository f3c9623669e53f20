import EventLoops
import HTTPSyntax

/// The rest of a request's body that is too large to be held: it comes as fast as it is taken.
// Safe because it is confined to its loop's thread.
package final class RequestBody: @unchecked Sendable {
  /// Why a body did not come to its end.
  package enum Failure: Error, Sendable, Hashable {
    /// It breaks HTTP's rules or its limit.
    case refused(HTTPRefusal)
    /// It came more slowly than a body may.
    case tooSlow
    /// The client has gone, or somebody interrupted the read.
    case gone
    /// Whoever takes it has gone.
    case taker(StreamError)
  }

  /// What was declared; nil for the chunked coding.
  package let length: Int?
  private let stream: Stream
  private let limits: HTTPServerLimits
  private var decoder: ChunkedDecoder
  /// Chunked: what has been read and not taken.
  private var held: [UInt8]
  /// Bytes that may still come: those declared, or those that the limit leaves.
  private var remaining: Int
  /// How long the client may still be waited for: what it sends brings more, up to `bodyTime`.
  private var credit: Duration
  /// Whether trailers are passed on.
  package var passesTrailers = true
  private(set) var isAtEnd = false
  private var isStopped = false

  /// A body of declared length of which nothing has been used.
  init(length: Int, of stream: Stream, limits: HTTPServerLimits) {
    self.length = length
    self.stream = stream
    self.limits = limits
    decoder = ChunkedDecoder()
    held = []
    remaining = length
    credit = limits.bodyTime
  }

  /// A chunked body of which `held` has been decoded.
  init(
    held: [UInt8], decoder: ChunkedDecoder, isAtEnd: Bool, limit: Int, of stream: Stream,
    limits: HTTPServerLimits
  ) {
    length = nil
    self.stream = stream
    self.limits = limits
    self.decoder = decoder
    self.held = held
    self.isAtEnd = isAtEnd
    credit = limits.bodyTime
    remaining = limit - held.count
  }

  // MARK: Taking

  /// Passes everything on to `taker`, in the same framing, as it comes.
  ///
  /// - Parameter pause: how long the taker may be silent where it does not take.
  func pass(to taker: Stream, pause: Duration) async throws(Failure) {
    if length == nil { return try await passChunks(to: taker, pause: pause) }
    while remaining > 0 {
      if stream.input.count == 0 { try await read(while: taker, pause) }
      let count = min(remaining, stream.input.count)
      taker.deadline = taker.loop.now + pause
      do throws(StreamError) {
        try await taker.write(count, from: stream)
      } catch {
        throw .taker(error)
      }
      remaining -= count
    }
    isAtEnd = true
  }

  private func passChunks(to taker: Stream, pause: Duration) async throws(Failure) {
    while true {
      var chunk = taker.loop.lendScratch()
      if !held.isEmpty { chunk.append(chunk: held) }
      if isAtEnd {
        chunk.appendLastChunk(trailerLines: passesTrailers ? decoder.trailerLines : [])
      }
      held.removeAll(keepingCapacity: true)
      taker.deadline = taker.loop.now + pause
      do throws(StreamError) {
        try await taker.write(chunk)
      } catch {
        throw .taker(error)
      }
      taker.loop.returnScratch(&chunk)
      if isAtEnd { return }
      try await decodeMore(while: taker, pause)
    }
  }

  /// All that has not been taken.
  ///
  /// - Parameter limit: bytes that may be held.
  func rest(limit: Int) async throws(Failure) -> [UInt8] {
    guard (length ?? 0) <= limit else { throw .refused(HTTPRefusal(.bodyTooLarge)) }
    if let length {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(length)
      while remaining > 0 {
        if stream.input.count == 0 { try await read(while: nil, limits.bodyTime) }
        let count = min(remaining, stream.input.count)
        bytes.append(contentsOf: stream.input.copy(0..<count))
        stream.consume(count)
        remaining -= count
      }
      isAtEnd = true
      return bytes
    }
    while !isAtEnd {
      try await decodeMore(while: nil, limits.bodyTime)
      guard held.count <= limit else { throw .refused(HTTPRefusal(.bodyTooLarge)) }
    }
    defer { held = [] }
    return held
  }

  /// Makes whoever takes it give up; what has not been read stays in the connection.
  func stop() {
    isStopped = true
    stream.interruptRead()
  }

  // MARK: Reading

  /// Decodes at least one byte more, or the end.
  private func decodeMore(while taker: Stream?, _ pause: Duration) async throws(Failure) {
    let before = held.count
    while held.count == before, !isAtEnd {
      if stream.input.count == 0 { try await read(while: taker, pause) }
      let (consumed, state) = stream.withInput {
        decoder.decode($0, into: &held, limit: before + remaining)
      }
      stream.consume(consumed)
      switch state {
      case .complete: isAtEnd = true
      case .refused(let refusal): throw .refused(refusal)
      case .needMore: break
      }
    }
    remaining -= held.count - before
  }

  /// Waits for the client, within its credit and the taker's `pause`; the taker's time stands still
  /// meanwhile.
  private func read(while taker: Stream?, _ pause: Duration) async throws(Failure) {
    guard !isStopped else { throw .gone }
    taker?.deadline = .never
    let began = stream.loop.now
    stream.deadline = began + max(.milliseconds(1), min(credit, pause))
    do throws(StreamError) {
      let count = try await stream.fill(atLeastRoom: 8_192)
      guard count > 0 else { throw StreamError.closed }
      credit -= stream.loop.now - began
      credit += .seconds(count) / max(1, limits.slowestBytesPerSecond)
      credit = min(credit, limits.bodyTime)
    } catch .timedOut {
      throw .tooSlow
    } catch {
      throw .gone
    }
  }
}
