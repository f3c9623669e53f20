import EventLoops
import HTTPSyntax

/// One connection to an upstream: one request at a time.
final class UpstreamConnection {
  let stream: Stream
  /// Among the connections that its pool may have.
  let place: ConnectionPlace
  /// When the next answer closes it.
  let retiresAt: MonotonicTime
  /// When it is too old to be used again.
  var isIdleUntil = MonotonicTime.never
  private var head = ResponseHead()

  init(_ stream: Stream, in place: ConnectionPlace, retiresAt: MonotonicTime) {
    self.stream = stream
    self.place = place
    self.retiresAt = retiresAt
  }

  /// Bytes of an answer that are held; what is larger is passed on where that may be.
  private static let heldBytes = 65_536

  /// Sends the request, reads the answer, and gives the connection back to the pool or closes it;
  /// an answer with a `rest` does that itself at its end.
  func exchange(
    _ request: UpstreamRequest, from pool: UpstreamPool
  ) async throws(UpstreamFailure) -> HTTPReply {
    do throws(UpstreamFailure) {
      if let body = request.streamedBody { return try await exchange(request, body, from: pool) }
      stream.deadline = request.deadline
      var sent = 0
      if !stream.writeNow(request.head, request.body, sent: &sent) {
        try await write(request, after: sent)
      }
      let headLength = try await readHead(request)
      var reply = try makeReply(request, headLength)
      let keepsAlive: Bool
      if let length = head.framing.knownLength, stream.input.count - headLength >= length {
        if length > 0 { reply.body = stream.input.copy(headLength..<(headLength + length)) }
        stream.consume(headLength + length)
        keepsAlive = head.keepAlive
      } else {
        keepsAlive = try await readBody(of: &reply, request, headLength, from: pool, sender: nil)
      }
      if reply.rest == nil { giveBack(to: pool, keepsAlive: keepsAlive) }
      return reply
    } catch {
      stream.close()
      throw error
    }
  }

  /// The same with a body that is passed on.
  private func exchange(
    _ request: UpstreamRequest, _ body: RequestBody, from pool: UpstreamPool
  ) async throws(UpstreamFailure) -> HTTPReply {
    stream.deadline = request.deadline
    try await write(request, after: 0)
    let sender = BodySender(body, to: stream, pause: request.pause)
    do throws(UpstreamFailure) {
      let headLength = try await readHead(request)
      var reply = try makeReply(request, headLength)
      let keepsAlive = try await readBody(
        of: &reply, request, headLength, from: pool, sender: sender)
      if reply.rest == nil {
        // Whoever has not taken all of one request is not ready for another.
        if !sender.isDone { stream.close() }
        let isSent = await sender.stop()
        giveBack(to: pool, keepsAlive: keepsAlive && isSent)
      }
      return reply
    } catch {
      let failure = sender.failure
      stream.close()
      await sender.stop()
      guard let failure else {
        // What has been taken of the body can't be sent again.
        throw UpstreamFailure(error: error.error, wasSent: true, isWorthAnotherTry: false)
      }
      throw UpstreamFailure(error: .body(failure), wasSent: true, isWorthAnotherTry: false)
    }
  }

  private func giveBack(to pool: UpstreamPool, keepsAlive: Bool) {
    // Bytes nobody asked for must never be taken for the answer to the next request.
    pool.takeBack(self, keepsAlive: keepsAlive && stream.input.count == 0)
  }

  private func write(
    _ request: UpstreamRequest, after sent: Int
  ) async throws(UpstreamFailure) {
    let before = stream.sentBytes - sent
    do throws(StreamError) {
      try await stream.write(request.head, request.body, after: sent)
    } catch {
      throw failure(error, wasSent: stream.sentBytes > before, isWorthAnotherTry: true)
    }
  }

  /// Reads heads until the final one (1xx are passed over) and returns its length.
  private func readHead(_ request: UpstreamRequest) async throws(UpstreamFailure) -> Int {
    let limits = HTTPLimits()
    var isFirst = true
    var interimCount = 0
    while true {
      if stream.input.count == 0 || !isFirst {
        do throws(StreamError) {
          guard try await stream.fill() > 0 else { throw StreamError.closed }
        } catch {
          throw failure(error, isWorthAnotherTry: isFirst)
        }
      }
      isFirst = false
      let progress = stream.withInput {
        head.parse($0, requestMethodWasHEAD: request.isHead, limits: limits)
      }
      switch progress {
      case .needMore: continue
      case .refused(let refusal): throw malformed(refusal.reason)
      case .complete:
        if head.status >= 200 { return head.headLength }
        guard head.status != 101 else { throw malformed("101 was not asked for") }
        guard !head.announcesBody else { throw malformed("an interim answer announces a body") }
        interimCount += 1
        guard interimCount <= limits.interimResponses else {
          throw malformed("more than \(limits.interimResponses) interim answers")
        }
        stream.consume(head.headLength)
        // What follows an interim answer may be here already: look before reading on.
        isFirst = stream.input.count > 0
      }
    }
  }

  private func makeReply(
    _ request: UpstreamRequest, _ headLength: Int
  ) throws(UpstreamFailure) -> HTTPReply {
    if case .length(let length) = head.framing, length > request.maxReplyBytes {
      throw tooLarge(request)
    }
    var reply = HTTPReply(status: head.status, headerLines: [], body: [])
    reply.headerLines.reserveCapacity(headLength)
    stream.withInput { bytes in
      reply.headerLines.copyEndToEndFields(from: bytes, head: head, excluding: request.dropped)
    }
    if let range = head.retryAfter {
      reply.retryAfter = stream.withInput { $0.text(range) }
    }
    return reply
  }

  /// Reads the body, or makes it the answer's `rest`.
  ///
  /// - Returns: whether the connection can be used again.
  private func readBody(
    of reply: inout HTTPReply, _ request: UpstreamRequest, _ headLength: Int,
    from pool: UpstreamPool, sender: BodySender?
  ) async throws(UpstreamFailure) -> Bool {
    switch head.framing {
    case .none: stream.consume(headLength)
    case .length(let length):
      if request.passesReply, length > UpstreamConnection.heldBytes {
        stream.consume(headLength)
        reply.rest = ReplyBody(framing: head.framing, of: exchange(request, from: pool, sender))
      } else {
        reply.body = try await sized(length, after: headLength)
      }
    case .chunked:
      stream.consume(headLength)
      try await readChunks(of: &reply, request) { exchange(request, from: pool, sender) }
    case .untilClose:
      stream.consume(headLength)
      try await readRest(of: &reply, request) { exchange(request, from: pool, sender) }
      return false
    }
    return head.keepAlive
  }

  private func sized(_ length: Int, after headLength: Int) async throws(UpstreamFailure) -> [UInt8]
  {
    do throws(StreamError) {
      return try await stream.body(after: headLength, count: length)
    } catch {
      throw failure(error)
    }
  }

  private func exchange(
    _ request: UpstreamRequest, from pool: UpstreamPool, _ sender: BodySender?
  ) -> UpstreamExchange {
    UpstreamExchange(
      self, pool: pool, sender: sender, keepsAlive: head.keepAlive, pause: request.pause)
  }

  /// Reads a chunked body: all of it, or what is there if it may be passed on and has not ended.
  private func readChunks(
    of reply: inout HTTPReply, _ request: UpstreamRequest, _ exchange: () -> UpstreamExchange
  ) async throws(UpstreamFailure) {
    var decoder = ChunkedDecoder(isResponse: true)
    while true {
      let (consumed, state) = stream.withInput {
        decoder.decode($0, into: &reply.body, limit: request.maxReplyBytes)
      }
      stream.consume(consumed)
      switch state {
      case .complete where !request.passesReply || decoder.trailerLines.isEmpty: return
      case .refused(let refusal):
        throw refusal.fault == .bodyTooLarge
          ? tooLarge(request) : malformed(refusal.reason)
      case .needMore where try await !mustPassOn(reply, request): continue
      case .complete, .needMore:
        reply.rest = ReplyBody(
          framing: .chunked, held: reply.body, decoder: decoder, isAtEnd: state == .complete,
          of: exchange())
        reply.body = []
        return
      }
    }
  }

  /// Reads to the end of the connection, or what is there if that may be passed on.
  private func readRest(
    of reply: inout HTTPReply, _ request: UpstreamRequest, _ exchange: () -> UpstreamExchange
  ) async throws(UpstreamFailure) {
    while true {
      reply.body.append(contentsOf: stream.input.copy(0..<stream.input.count))
      stream.consume(stream.input.count)
      guard reply.body.count <= request.maxReplyBytes else { throw tooLarge(request) }
      do throws(StreamError) {
        if !request.passesReply {
          if try await stream.fill() == 0 { return }
        } else if reply.body.count <= UpstreamConnection.heldBytes, let count = try stream.fillNow()
        {
          if count == 0 { return }
        } else {
          reply.rest = ReplyBody(framing: .untilClose, held: reply.body, of: exchange())
          reply.body = []
          return
        }
      } catch {
        throw failure(error)
      }
    }
  }

  /// Reads more of a body that has not ended, unless it is to be passed on: it is large, or nothing
  /// more is there now.
  private func mustPassOn(
    _ reply: HTTPReply, _ request: UpstreamRequest
  ) async throws(UpstreamFailure) -> Bool {
    guard request.passesReply else {
      try await readMore()
      return false
    }
    guard reply.body.count <= UpstreamConnection.heldBytes else { return true }
    do throws(StreamError) {
      guard let count = try stream.fillNow() else { return true }
      guard count > 0 else { throw StreamError.closed }
      return false
    } catch {
      throw failure(error)
    }
  }

  /// Reads at least one more byte of the answer.
  private func readMore() async throws(UpstreamFailure) {
    do throws(StreamError) {
      guard try await stream.fill() > 0 else { throw StreamError.closed }
    } catch {
      throw failure(error)
    }
  }

  private func failure(
    _ error: StreamError, wasSent: Bool = true, isWorthAnotherTry: Bool = false
  ) -> UpstreamFailure {
    switch error {
    case .timedOut:
      UpstreamFailure(error: .timedOut, wasSent: wasSent, isWorthAnotherTry: false)
    case .interrupted:
      UpstreamFailure(error: .cancelled, wasSent: wasSent, isWorthAnotherTry: false)
    case .closed, .failed, .cipher:
      UpstreamFailure(
        error: .broken(reason: error.description), wasSent: wasSent,
        isWorthAnotherTry: isWorthAnotherTry)
    }
  }

  private func malformed(_ reason: String) -> UpstreamFailure {
    UpstreamFailure(error: .malformed(reason: reason), wasSent: true, isWorthAnotherTry: false)
  }

  private func tooLarge(_ request: UpstreamRequest) -> UpstreamFailure {
    malformed("the body is larger than the limit of \(request.maxReplyBytes) bytes")
  }
}
