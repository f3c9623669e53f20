import EventLoops
import HTTPSyntax

/// The rest of an upstream's answer, to be passed on as it comes; once.
// Safe because it is confined to its loop's thread.
package final class ReplyBody: @unchecked Sendable {
  /// Why an answer was not passed on to its end.
  package enum Failure: Error, Sendable, Hashable {
    case upstream(HTTPClientError)
    /// The client has gone, or does not read.
    case client(StreamError)
  }

  /// What was declared; nil where the end shows only when it comes.
  package let length: Int?
  private let exchange: UpstreamExchange
  private let framing: Framing
  private var decoder: ChunkedDecoder
  /// What has been read and taken out of its framing.
  private var held: [UInt8]
  private var isAtEnd: Bool
  private var isTaken = false

  init(
    framing: Framing, held: [UInt8] = [], decoder: ChunkedDecoder = ChunkedDecoder(),
    isAtEnd: Bool = false, of exchange: UpstreamExchange
  ) {
    self.framing = framing
    if case .length(let length) = framing { self.length = length } else { length = nil }
    self.held = held
    self.decoder = decoder
    self.isAtEnd = isAtEnd
    self.exchange = exchange
  }

  deinit {
    // Nobody wanted it: what is still to come must not be taken for another answer.
    if !isTaken { exchange.stream.close() }
  }

  /// Passes everything on to a client whose answer has begun, and ends that answer.
  package func pass(to client: HTTPServerConnection) async throws(Failure) {
    isTaken = true
    do throws(Failure) {
      if let length {
        try await passSized(length, to: client)
      } else {
        try await passPieces(to: client)
      }
    } catch {
      await exchange.abandon()
      throw error
    }
    await exchange.finish()
  }

  /// Gives everything piece by piece, as it comes.
  package func read(_ take: ([UInt8]) -> Void) async throws(HTTPClientError) {
    isTaken = true
    var remaining = length ?? .max
    do throws(Failure) {
      while true {
        if !held.isEmpty { take(held) }
        if length != nil { remaining -= held.count }
        if isAtEnd || remaining <= 0 { break }
        held.removeAll(keepingCapacity: true)
        try await readPiece()
      }
    } catch {
      await exchange.abandon()
      switch error {
      case .upstream(let failure): throw failure
      case .client: preconditionFailure("nobody else is written to")
      }
    }
    await exchange.finish()
  }

  private func passSized(_ length: Int, to client: HTTPServerConnection) async throws(Failure) {
    let stream = exchange.stream
    var remaining = length
    while remaining > 0 {
      if stream.input.count == 0, try await read() == 0 {
        throw .upstream(.broken(reason: StreamError.closed.description))
      }
      let count = min(remaining, stream.input.count)
      do throws(StreamError) {
        try await client.passOn(count, from: stream)
      } catch {
        throw .client(error)
      }
      remaining -= count
    }
    do throws(StreamError) {
      try await client.endReply()
    } catch {
      throw .client(error)
    }
  }

  private func passPieces(to client: HTTPServerConnection) async throws(Failure) {
    while true {
      do throws(StreamError) {
        if !held.isEmpty { try await client.passOn(held) }
        if isAtEnd { return try await client.endReply(trailerLines: decoder.trailerLines) }
      } catch {
        throw .client(error)
      }
      held.removeAll(keepingCapacity: true)
      try await readPiece()
    }
  }

  /// Waits for at least one byte, or the end.
  private func readPiece() async throws(Failure) {
    let stream = exchange.stream
    while held.isEmpty, !isAtEnd {
      if stream.input.count == 0, try await read() == 0 {
        guard framing == .untilClose else {
          throw .upstream(.broken(reason: StreamError.closed.description))
        }
        isAtEnd = true
        return
      }
      guard framing == .chunked else {
        held = stream.input.copy(0..<stream.input.count)
        return stream.consume(held.count)
      }
      let (consumed, state) = stream.withInput { decoder.decode($0, into: &held, limit: .max) }
      stream.consume(consumed)
      switch state {
      case .complete: isAtEnd = true
      case .refused(let refusal): throw .upstream(.malformed(reason: refusal.reason))
      case .needMore: break
      }
    }
  }

  private func read() async throws(Failure) -> Int {
    do throws(StreamError) {
      return try await exchange.read()
    } catch {
      switch error {
      case .timedOut: throw .upstream(.timedOut)
      case .interrupted: throw .upstream(.cancelled)
      case .closed, .failed, .cipher: throw .upstream(.broken(reason: error.description))
      }
    }
  }
}
