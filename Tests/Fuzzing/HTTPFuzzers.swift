import HTTPSyntax

func fuzzRequestHead(_ bytes: [UInt8]) {
  var head = RequestHead()
  let whole = head.parse(bytes.span, limits: HTTPLimits())
  if whole == .complete { check(head, bytes) }
  var pieces = RequestHead()
  let cut = bytes.count * Int(bytes.first ?? 0) / 256
  var second = pieces.parse(bytes.span.extracting(0..<cut), limits: HTTPLimits())
  if second == .needMore { second = pieces.parse(bytes.span, limits: HTTPLimits()) }
  // A line without its end may be refused at once or when its end comes.
  guard second != .needMore, second != .complete || whole == .complete else {
    precondition(second != .complete, "complete in pieces but not as a whole")
    return
  }
  precondition(second == whole, "the cut at \(cut) changes the answer")
}

private func check(_ head: borrowing RequestHead, _ bytes: [UInt8]) {
  precondition(head.headLength <= bytes.count && head.headLength <= HTTPLimits().headBytes)
  let path = bytes.span.bytes(head.path)
  precondition(path[0] == UInt8(ascii: "/") || head.isAsterisk, "a path starts with /")
  for index in 0..<path.count { precondition(path[index] > 32 && path[index] < 127) }
  if let query = head.query { precondition(query.end <= head.target.end) }
  var copy = Array("POST / HTTP/1.1\r\nHost: a\r\n".utf8)
  copy.copyEndToEndFields(from: bytes.span, head: head, excluding: .host)
  copy += "\r\n".utf8
  var limits = HTTPLimits()
  limits.headBytes += 100
  limits.fieldCount += 1
  var again = RequestHead()
  let progress = again.parse(copy.span, limits: limits)
  if case .refused(let refusal) = progress {
    // HTTP/1.0 has no Expect; every other field must pass again.
    precondition(refusal.fault == .unknownExpectation || refusal.fault == .headTooLong)
  } else {
    precondition(progress == .complete && again.headLength == copy.count)
  }
}

func fuzzResponseHead(_ bytes: [UInt8]) {
  var head = ResponseHead()
  let whole = head.parse(bytes.span, requestMethodWasHEAD: false, limits: HTTPLimits())
  if whole == .complete {
    precondition(head.headLength <= bytes.count && (100..<600).contains(head.status))
    precondition(head.reason.end <= head.headLength)
    for index in 0..<head.fieldCount {
      precondition(head.field(index).value.end <= head.headLength)
    }
  }
  var pieces = ResponseHead()
  let cut = bytes.count * Int(bytes.last ?? 0) / 256
  var second = pieces.parse(
    bytes.span.extracting(0..<cut), requestMethodWasHEAD: false, limits: HTTPLimits())
  if second == .needMore {
    second = pieces.parse(bytes.span, requestMethodWasHEAD: false, limits: HTTPLimits())
  }
  precondition(second == .needMore || second == whole, "the cut at \(cut) changes the answer")
}

func fuzzChunkedBody(_ bytes: [UInt8]) {
  let limit = 4096
  var decoder = ChunkedDecoder()
  var body: [UInt8] = []
  let whole = decoder.decode(bytes.span, into: &body, limit: limit)
  precondition(body.count <= limit)
  var second = ChunkedDecoder()
  var pieces: [UInt8] = []
  var offset = 0
  var state = ChunkedDecoder.State.needMore
  let step = 1 + Int(bytes.first ?? 0) % 7
  while offset < bytes.count, state == .needMore {
    let end = min(bytes.count, offset + step)
    let part = second.decode(bytes.span.extracting(offset..<end), into: &pieces, limit: limit)
    offset += part.consumed
    state = part.state
  }
  precondition(state == whole.state && pieces == body && offset == whole.consumed)
}
