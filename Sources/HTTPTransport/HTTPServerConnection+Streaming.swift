import EventLoops
import HTTPSyntax

/// Large bodies: what comes in is passed on as it is taken, what goes out as it comes.
extension HTTPServerConnection {
  /// Bytes of a request's body that are read before anybody is asked where they go.
  static let heldBytes = 65_536

  /// Reads the body if it is small; a large one becomes `pendingBody`.
  ///
  /// - Parameter limit: bytes of the body, large or small: 413.
  package func startBody(limit: Int) async throws(StreamError) -> BodyStart {
    switch head.framing {
    case .length(let length) where length > HTTPServerConnection.heldBytes:
      guard length <= limit else { return try await refusedBody(limit) }
      try await continueIfExpected()
      stream.consume(head.headLength)
      setPending(RequestBody(length: length, of: stream, limits: limits))
      return .pending
    case .chunked:
      try await continueIfExpected()
      return try await startChunkedBody(limit)
    case .none, .untilClose, .length:
      return try await body(limit: limit).map { .whole($0) } ?? .refused
    }
  }

  private func startChunkedBody(_ limit: Int) async throws(StreamError) -> BodyStart {
    var decoder = ChunkedDecoder()
    var bytes: [UInt8] = []
    stream.consume(head.headLength)
    markBodyRead()
    stream.deadline =
      loop.now + limits.bodyTime
      + .seconds(HTTPServerConnection.heldBytes / max(1, limits.slowestBytesPerSecond))
    while bytes.count <= HTTPServerConnection.heldBytes {
      let (consumed, state) = stream.withInput { decoder.decode($0, into: &bytes, limit: limit) }
      stream.consume(consumed)
      switch state {
      case .complete where decoder.trailerLines.isEmpty: return .whole(bytes)
      case .complete:
        setPending(
          RequestBody(
            held: bytes, decoder: decoder, isAtEnd: true, limit: limit, of: stream, limits: limits))
        return .pending
      case .refused(let refusal):
        try await refuse(status: refusal.status, refusal.reason)
        return .refused
      case .needMore:
        do throws(StreamError) {
          guard try await stream.fill() > 0 else { throw StreamError.closed }
        } catch .timedOut {
          try await refuse(status: 408, "the request's body came too slowly")
          return .refused
        }
      }
    }
    setPending(
      RequestBody(
        held: bytes, decoder: decoder, isAtEnd: false, limit: limit, of: stream, limits: limits))
    return .pending
  }

  private func refusedBody(_ limit: Int) async throws(StreamError) -> BodyStart {
    try await refuse(status: 413, "the body is larger than the limit of \(limit) bytes")
    return .refused
  }

  /// Reads what is left of a pending body; nil where it was refused and answered (400, 408, 413).
  ///
  /// - Parameter limit: bytes that may be held.
  package func restOfBody(limit: Int) async throws(StreamError) -> [UInt8]? {
    guard let body = pendingBody else { return [] }
    do throws(RequestBody.Failure) {
      let bytes = try await body.rest(limit: limit)
      clearPending()
      return bytes
    } catch {
      guard let problem = error.problem else { throw .closed }
      closeAfterReply()
      try await respond(problem)
      return nil
    }
  }

  // MARK: Answers that are passed on

  /// Whether an answer may be begun before all of it is known.
  package var takesPieces: Bool { head.method != .head }

  /// Begins an answer whose body follows by `passOn`.
  ///
  /// - Parameter length: nil for an end that is not known: chunked, or for HTTP/1.0 the connection's.
  package func beginReply(
    status: Int, length: Int?, headers: (inout [UInt8]) -> Void
  ) async throws(StreamError) {
    isChunkedReply = length == nil && !head.isHTTP10
    if length == nil, head.isHTTP10 { closeAfterReply() }
    var output = startAnswer(status, headers) { output in
      if let length {
        output.appendContentLength(length)
      } else if self.isChunkedReply {
        output.append("Transfer-Encoding: chunked\r\n")
      }
    }
    try await stream.write(output)
    loop.returnScratch(&output)
  }

  /// Passes on the first `count` bytes of an upstream's input.
  func passOn(_ count: Int, from upstream: Stream) async throws(StreamError) {
    stream.deadline = loop.now + limits.writeTime
    try await stream.write(count, from: upstream)
  }

  /// Passes on a piece that is not empty.
  package func passOn(_ piece: [UInt8]) async throws(StreamError) {
    stream.deadline = loop.now + limits.writeTime
    guard isChunkedReply else { return try await stream.write(piece) }
    var chunk = loop.lendScratch()
    chunk.append(chunk: piece)
    try await stream.write(chunk)
    loop.returnScratch(&chunk)
  }

  /// Ends an answer that was passed on.
  package func endReply(trailerLines: [UInt8] = []) async throws(StreamError) {
    if isChunkedReply {
      var end: [UInt8] = []
      end.appendLastChunk(trailerLines: trailerLines)
      stream.deadline = loop.now + limits.writeTime
      try await stream.write(end)
    }
    markAnswered()
  }
}

extension RequestBody.Failure {
  /// What the client is told; nil where nobody is left to tell.
  package var problem: Problem? {
    switch self {
    case .refused(let refusal): Problem(status: refusal.status, detail: refusal.reason)
    case .tooSlow: Problem(status: 408, detail: "the request's body came too slowly")
    case .gone, .taker: nil
    }
  }
}
