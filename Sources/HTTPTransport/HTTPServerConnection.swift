import EventLoops
import HTTPSyntax

/// One client's connection: its requests one after the other, each answered before the next.
// Safe because it is confined to its loop's thread.
package final class HTTPServerConnection: @unchecked Sendable {
  package let stream: Stream
  /// The head of the request under way.
  package private(set) var head = RequestHead()
  /// What changes the next answer.
  package var amendment: ReplyAmendment?
  private let server: HTTPServer
  private enum Phase { case resting, waiting, head, bodyRead, bodyPending, answering, answered }
  private var phase = Phase.waiting
  private enum Next { case request, silence, end }
  private var keepsAlive = true
  private var isDraining = false
  /// The rest of a large body; see `startBody`.
  package private(set) var pendingBody: RequestBody?
  /// Whether the answer that is passed on has the chunked coding.
  var isChunkedReply = false
  private var requestCount = 0

  init(_ stream: Stream, server: HTTPServer) {
    self.stream = stream
    self.server = server
  }

  package var loop: EventLoop { stream.loop }

  /// Lends the head, and the bytes that its ranges point into; until the body is read.
  package func withHead<Result: ~Copyable>(
    _ body: (borrowing RequestHead, Span<UInt8>) -> Result
  ) -> Result {
    stream.withInput { body(head, $0) }
  }

  // MARK: Life

  /// Answers requests until the client has been silent for a while, or the connection ends.
  ///
  /// - Returns: whether the connection rests now; else it is closed.
  func serve(_ handler: any HTTPHandler) async -> Bool {
    do throws(StreamError) {
      serving: while true {
        switch try await readHead() {
        case .request: break
        case .silence:
          rest(for: server.limits.idle - server.limits.wakeful)
          return true
        case .end: break serving
        }
        try await handler.handle(self)
        pendingBody = nil
        guard phase == .answered, keepsAlive else { break }
      }
      if phase == .answered { try await linger() }
    } catch {
      // The client has gone or is too slow to be answered: nobody is left to tell.
    }
    stream.close()
    return false
  }

  /// Whether it waits for a request without a task.
  var isResting: Bool { phase == .resting }

  /// Waits for the next request without a task.
  func rest(for time: Duration) {
    phase = .resting
    stream.bringsNewWork = true
    stream.deadline = loop.now + time
    stream.rest()
  }

  /// Ends the connection as soon as it is idle; a request that has come is answered first.
  func drain() {
    isDraining = true
    keepsAlive = false
    switch phase {
    case .resting, .waiting, .answered: if !stream.isInLine { stream.interrupt() }
    case .head, .bodyRead, .bodyPending, .answering: break
    }
  }

  /// Makes the answer to come the last one on this connection.
  package func closeAfterReply() { keepsAlive = false }

  // MARK: Reading

  /// Reads the next head; `end` where the client has closed or was refused.
  private func readHead() async throws(StreamError) -> Next {
    let hasRested = phase == .resting
    phase = .waiting
    let limits = server.limits
    if stream.input.count == 0 {
      stream.bringsNewWork = true
      if isDraining, !hasRested { return .end }
      let isShort = !hasRested && limits.wakeful < limits.idle
      if !hasRested { stream.deadline = loop.now + (isShort ? limits.wakeful : limits.idle) }
      do throws(StreamError) {
        guard try await stream.fill() > 0 else { return .end }
      } catch .timedOut where isShort {
        return isDraining ? .end : .silence
      }
    }
    stream.bringsNewWork = false
    stream.deadline = loop.now + limits.headTime
    while true {
      switch stream.withInput({ head.parse($0, limits: limits.head) }) {
      case .complete:
        phase = .head
        requestCount &+= 1
        keepsAlive =
          head.keepAlive && !isDraining && requestCount < limits.requestsPerConnection
        return .request
      case .refused(let refusal):
        try await refuse(status: refusal.status, refusal.reason)
        return .end
      case .needMore:
        phase = .head
        do throws(StreamError) {
          guard try await stream.fill() > 0 else { return .end }
        } catch .timedOut {
          try await refuse(status: 408, "the request's head took too long")
          return .end
        }
      }
    }
  }

  /// The body, where all of it is here already; nil where it must be read, or is too large.
  package func bodyNow(limit: Int) -> [UInt8]? {
    precondition(phase == .head, "the body is read once, before the answer")
    let length: Int
    switch head.framing {
    case .none, .untilClose: length = 0
    case .length(let declared): length = declared
    case .chunked: return nil
    }
    // Not added up: a client may declare a length that overflows the sum.
    guard length <= limit, stream.input.count - head.headLength >= length else { return nil }
    let body = length == 0 ? [] : stream.input.copy(head.headLength..<(head.headLength + length))
    stream.consume(head.headLength + length)
    phase = .bodyRead
    return body
  }

  /// Reads the whole body; nil where it was refused and answered (400, 408, 413).
  package func body(limit: Int) async throws(StreamError) -> [UInt8]? {
    precondition(phase == .head, "the body is read once, before the answer")
    switch head.framing {
    case .none, .untilClose:
      stream.consume(head.headLength)
      phase = .bodyRead
      return []
    case .length(let length):
      guard length <= limit else { return try await refuseBody(limit) }
      if length == 0 {
        stream.consume(head.headLength)
        phase = .bodyRead
        return []
      }
      try await continueIfExpected()
      return try await timed(length) { () throws(StreamError) in
        let body = try await self.stream.body(after: self.head.headLength, count: length)
        self.phase = .bodyRead
        return body
      }
    case .chunked:
      try await continueIfExpected()
      return try await timed(limit) { () throws(StreamError) in
        try await self.chunkedBody(limit)
      }
    }
  }

  private func chunkedBody(_ limit: Int) async throws(StreamError) -> [UInt8]? {
    var decoder = ChunkedDecoder()
    var body: [UInt8] = []
    stream.consume(head.headLength)
    phase = .bodyRead
    while true {
      let (consumed, state) = stream.withInput { decoder.decode($0, into: &body, limit: limit) }
      stream.consume(consumed)
      switch state {
      case .complete: return body
      case .refused(let refusal):
        try await refuse(status: refusal.status, refusal.reason)
        return nil
      case .needMore: guard try await stream.fill() > 0 else { throw .closed }
      }
    }
  }

  /// Runs `read` under the deadline that a body of `size` bytes is granted.
  private func timed(
    _ size: Int, _ read: () async throws(StreamError) -> [UInt8]?
  ) async throws(StreamError) -> [UInt8]? {
    let limits = server.limits
    stream.deadline =
      loop.now + limits.bodyTime + .seconds(size / max(1, limits.slowestBytesPerSecond))
    do throws(StreamError) {
      return try await read()
    } catch .timedOut {
      try await refuse(status: 408, "the request's body came too slowly")
      return nil
    }
  }

  var limits: HTTPServerLimits { server.limits }

  /// The body has been taken whole.
  func clearPending() { pendingBody = nil }

  func setPending(_ body: RequestBody) {
    pendingBody = body
    phase = .bodyPending
  }

  func markBodyRead() { phase = .bodyRead }

  func markAnswered() { phase = .answered }

  func continueIfExpected() async throws(StreamError) {
    if head.expectsContinue, stream.input.count == head.headLength {
      try await stream.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }
  }

  private func refuseBody(_ limit: Int) async throws(StreamError) -> [UInt8]? {
    try await refuse(status: 413, "the body is larger than the limit of \(limit) bytes")
    return nil
  }

  func refuse(status: Int, _ reason: String) async throws(StreamError) {
    closeAfterReply()
    try await respond(Problem(status: status, detail: reason))
    try await linger()
  }

  // MARK: Answering

  /// Sends an answer.
  ///
  /// - Parameters:
  ///   - headers: appends further header lines, each ended by CR LF.
  package func respond(
    status: Int, body: [UInt8], headers: (inout [UInt8]) -> Void = { _ in }
  ) async throws(StreamError) {
    precondition(phase != .answering && phase != .answered, "one answer a request")
    let mayHaveBody = status != 204 && status != 304
    let isHead = head.method == .head && phase != .waiting
    var output = startAnswer(status, headers) { output in
      // What a GET would have brought is known only where the handler gave it.
      if mayHaveBody, !isHead || !body.isEmpty {
        output.appendContentLength(body.count)
      }
    }
    var rest: [UInt8] = []
    if !isHead && mayHaveBody {
      if body.count <= 4_096 { output.append(contentsOf: body) } else { rest = body }
    }
    var sent = 0
    if !stream.writeNow(output, rest, sent: &sent) {
      try await stream.write(output, rest, after: sent)
    }
    phase = .answered
    loop.returnScratch(&output)
  }

  /// A function's header lines as they go to this client.
  package func amended(_ lines: [UInt8]) -> [UInt8] { amendment?.refine(lines) ?? lines }

  /// Makes the head of an answer, which is under way from now on.
  @inline(__always)
  func startAnswer(
    _ status: Int, _ headers: (inout [UInt8]) -> Void, _ framing: (inout [UInt8]) -> Void
  ) -> [UInt8] {
    discardUnreadBody()
    var output = loop.lendScratch()
    output.appendStatusLine(status)
    server.appendDate(to: &output)
    headers(&output)
    if let added = amendment {
      output.append(contentsOf: added.lines)
      amendment = nil
    }
    if !keepsAlive {
      output.append("Connection: close\r\n")
    } else if head.isHTTP10 {
      output.append("Connection: keep-alive\r\n")
    }
    framing(&output)
    output.appendLineEnd()
    stream.deadline = loop.now + server.limits.writeTime
    phase = .answering
    return output
  }

  /// Sends a problem document (RFC 9457).
  package func respond(
    _ problem: Problem, retryAfterSeconds: Int? = nil, headers: (inout [UInt8]) -> Void = { _ in }
  ) async throws(StreamError) {
    try await respond(status: problem.status, body: problem.body) { output in
      output.append("Content-Type: application/problem+json\r\n")
      if let retryAfterSeconds {
        output.append(contentsOf: "Retry-After: \(retryAfterSeconds)\r\n".utf8)
      }
      headers(&output)
    }
  }

  /// A body that nobody read must not be taken for the next request.
  private func discardUnreadBody() {
    if let body = pendingBody, phase == .bodyPending, !body.isAtEnd { keepsAlive = false }
    guard phase == .head else { return }
    switch head.framing {
    case .none, .untilClose: stream.consume(head.headLength)
    // Not added up: a client may declare a length that overflows the sum.
    case .length(let length) where stream.input.count - head.headLength >= length:
      stream.consume(head.headLength + length)
    default: keepsAlive = false
    }
  }

  /// Lets the client read the last answer before the connection is reset: closes this side and
  /// reads on for a while (RFC 9112, section 9.6).
  private func linger() async throws(StreamError) {
    stream.shutdownWrites()
    stream.deadline = loop.now + .seconds(2)
    var discarded = 0
    while discarded < 1_048_576 {
      stream.consume(stream.input.count)
      let count = try await stream.fill()
      if count == 0 { return }
      discarded += count
    }
  }
}
