import EventLoops
import HTTPSyntax

/// One connection to an upstream: one request at a time.
final class UpstreamConnection {
  let stream: Stream
  var idleSince = MonotonicTime(nanoseconds: 0)
  private var head = ResponseHead()

  init(_ stream: Stream) { self.stream = stream }

  /// Sends the request and reads the whole answer.
  ///
  /// - Returns: the answer, and whether the connection can be used again.
  func exchange(_ request: UpstreamRequest)
    async throws(UpstreamFailure) -> (HTTPReply, keepsAlive: Bool)
  {
    stream.deadline = request.deadline
    try await write(request)
    let headLength = try await readHead(request)
    return try await finish(request, headLength)
  }

  private func write(_ request: UpstreamRequest) async throws(UpstreamFailure) {
    let before = stream.sentBytes
    do throws(StreamError) {
      if request.body.isEmpty {
        try await stream.write(request.head)
      } else {
        try await stream.write(request.head, request.body)
      }
    } catch {
      throw failure(error, wasSent: stream.sentBytes > before, isWorthAnotherTry: true)
    }
  }

  /// Reads heads until the final one (1xx are passed over) and returns its length.
  private func readHead(_ request: UpstreamRequest) async throws(UpstreamFailure) -> Int {
    let limits = HTTPLimits()
    var isFirst = true
    while true {
      if stream.input.count == 0 || !isFirst { try await readMore(isFirst: isFirst) }
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
        stream.consume(head.headLength)
        // What follows an interim answer may be here already: look before reading on.
        isFirst = stream.input.count > 0
      }
    }
  }

  private func finish(_ request: UpstreamRequest, _ headLength: Int)
    async throws(UpstreamFailure) -> (HTTPReply, keepsAlive: Bool)
  {
    var reply = HTTPReply(status: head.status, headerLines: [], body: [])
    reply.headerLines.reserveCapacity(headLength)
    stream.withInput { bytes in
      reply.headerLines.copyEndToEndFields(from: bytes, head: head, excluding: request.dropped)
    }
    if let range = head.retryAfter {
      reply.retryAfter = stream.withInput { $0.text(range) }
    }
    var keepsAlive = head.keepAlive
    switch head.framing {
    case .none: stream.consume(headLength)
    case .length(let length):
      guard length <= request.maxReplyBytes else { throw tooLarge(request) }
      reply.body = try await sized(length, after: headLength)
    case .chunked:
      stream.consume(headLength)
      reply.body = try await chunked(request)
    case .untilClose:
      stream.consume(headLength)
      reply.body = try await rest(request)
      keepsAlive = false
    }
    // Bytes nobody asked for must never be taken for the answer to the next request.
    return (reply, keepsAlive && stream.input.count == 0)
  }

  private func sized(_ length: Int, after headLength: Int) async throws(UpstreamFailure) -> [UInt8]
  {
    do throws(StreamError) {
      return try await stream.body(after: headLength, count: length)
    } catch {
      throw failure(error)
    }
  }

  private func chunked(_ request: UpstreamRequest) async throws(UpstreamFailure) -> [UInt8] {
    var decoder = ChunkedDecoder(isResponse: true)
    var body: [UInt8] = []
    while true {
      let (consumed, state) = stream.withInput {
        decoder.decode($0, into: &body, limit: request.maxReplyBytes)
      }
      stream.consume(consumed)
      switch state {
      case .complete: return body
      case .refused(let refusal):
        throw refusal.fault == .bodyTooLarge
          ? tooLarge(request) : malformed(refusal.reason)
      case .needMore: try await readMore()
      }
    }
  }

  private func rest(_ request: UpstreamRequest) async throws(UpstreamFailure) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      body.append(contentsOf: stream.input.copy(0..<stream.input.count))
      stream.consume(stream.input.count)
      guard body.count <= request.maxReplyBytes else { throw tooLarge(request) }
      do throws(StreamError) {
        if try await stream.fill() == 0 { return body }
      } catch {
        throw failure(error)
      }
    }
  }

  /// Reads at least one more byte of the answer.
  private func readMore(isFirst: Bool = false) async throws(UpstreamFailure) {
    do throws(StreamError) {
      guard try await stream.fill() > 0 else { throw StreamError.closed }
    } catch {
      throw failure(error, isWorthAnotherTry: isFirst)
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
    case .closed, .failed:
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
