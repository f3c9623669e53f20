/// Takes the chunked coding (RFC 9112 section 7.1) off a body that arrives piece by piece.
///
/// Chunk extensions are passed over, trailers are checked and kept. What is not exactly the
/// grammar is refused, above all a bare LF.
package struct ChunkedDecoder: Sendable {
  package enum State: Sendable, Hashable {
    /// All input was consumed; more must come.
    case needMore
    /// The body has ended; bytes after `consumed` belong to the next message.
    case complete
    case refused(HTTPRefusal)
  }

  private enum Step: Sendable {
    case firstDigit, digits, extensions, sizeLineFeed
    case data, dataCarriageReturn, dataLineFeed
    case trailerStart, trailerLine, lastLineFeed, done
  }

  private var step = Step.firstDigit
  /// Bytes of the chunk that are still to come; its size while that is read.
  private var remaining: UInt64 = 0
  private var digitCount = 0
  private var extensionBytes = 0
  private var extensionTotalBytes = 0
  private var trailer: [UInt8] = []
  private var trailerBytes = 0
  /// The trailer fields for the far end, each line ended by CR LF.
  package private(set) var trailerLines: [UInt8] = []
  private var trailerCount = 0
  private let limits: HTTPLimits
  private let isResponse: Bool

  package init(limits: HTTPLimits = HTTPLimits(), isResponse: Bool = false) {
    self.limits = limits
    self.isResponse = isResponse
  }

  /// Appends the data in `input` to `body`, which may hold `limit` bytes at most.
  ///
  /// Call it again with what follows the consumed bytes until the state is not `.needMore`.
  package mutating func decode(
    _ input: Span<UInt8>, into body: inout [UInt8], limit: Int
  ) -> (consumed: Int, state: State) {
    var index = 0
    do throws(HTTPFault) {
      while index < input.count, step != .done {
        if step == .data {
          index = takeData(input, from: index, into: &body)
        } else {
          try take(input[index], bodyCount: body.count, limit: limit)
          index &+= 1
        }
      }
    } catch {
      return (index, .refused(HTTPRefusal(error, isResponse: isResponse)))
    }
    return (index, step == .done ? .complete : .needMore)
  }

  private mutating func takeData(
    _ input: Span<UInt8>, from index: Int, into body: inout [UInt8]
  ) -> Int {
    let count = min(input.count &- index, Int(remaining))
    body.append(input.extracting(index..<(index &+ count)))
    remaining &-= UInt64(count)
    if remaining == 0 { step = .dataCarriageReturn }
    return index &+ count
  }

  /// Takes one byte of what stands around the data.
  private mutating func take(_ byte: UInt8, bodyCount: Int, limit: Int) throws(HTTPFault) {
    switch step {
    case .firstDigit, .digits:
      try takeSize(byte)
    case .extensions:
      try takeExtension(byte)
    case .sizeLineFeed:
      guard byte == .lineFeed else { throw .bareCarriageReturn }
      // `remaining` may be near 2^64: compare without adding to it.
      guard remaining <= UInt64(max(0, limit &- bodyCount)) else { throw .bodyTooLarge }
      step = remaining == 0 ? .trailerStart : .data
    case .dataCarriageReturn:
      guard byte == .carriageReturn else { throw .malformedChunk }
      step = .dataLineFeed
    case .dataLineFeed:
      guard byte == .lineFeed else { throw .malformedChunk }
      step = .firstDigit
    case .trailerStart, .trailerLine:
      try takeTrailer(byte)
    case .lastLineFeed:
      guard byte == .lineFeed else { throw .bareCarriageReturn }
      step = .done
    case .data, .done:
      preconditionFailure("a byte of data is not one of the frame")
    }
  }

  private mutating func takeSize(_ byte: UInt8) throws(HTTPFault) {
    if let digit = byte.hexValue {
      if step == .firstDigit {
        step = .digits
        remaining = 0
        digitCount = 0
      }
      digitCount &+= 1
      guard digitCount <= 16 else { throw .chunkTooLarge }
      remaining = remaining &<< 4 | UInt64(digit)
      return
    }
    guard step == .digits else { throw .malformedChunkSize }
    switch byte {
    case .carriageReturn: step = .sizeLineFeed
    case 59:  // ;
      step = .extensions
      extensionBytes = 1
    case .lineFeed: throw .bareLineFeed
    default: throw .malformedChunkSize
    }
  }

  private mutating func takeExtension(_ byte: UInt8) throws(HTTPFault) {
    switch byte {
    case .carriageReturn: step = .sizeLineFeed
    case .lineFeed: throw .bareLineFeed
    case .tab, .space...126, 128...:
      extensionBytes &+= 1
      extensionTotalBytes &+= 1
      guard extensionBytes <= limits.chunkExtensionBytes,
        extensionTotalBytes <= limits.chunkExtensionTotalBytes
      else { throw .chunkExtensionTooLong }
    default: throw .malformedChunkSize
    }
  }

  /// Gathers the trailer section a line at a time and has each line parsed as a field.
  private mutating func takeTrailer(_ byte: UInt8) throws(HTTPFault) {
    if step == .trailerStart, byte == .carriageReturn {
      step = .lastLineFeed
      return
    }
    step = .trailerLine
    trailerBytes &+= 1
    guard trailerBytes <= limits.trailerBytes else { throw .trailersTooLong }
    trailer.append(byte)
    guard byte == .lineFeed else { return }
    trailerCount &+= 1
    guard trailerCount <= limits.trailerCount else { throw .trailersTooLong }
    let isKept = try isForFarEnd(trailer.span)
    // A function may take `ce_id` for `ce-id`: see `copyEndToEndFields`.
    if isKept, isResponse || !trailer.prefix(while: { $0 != .colon }).contains(.underscore) {
      trailerLines.append(contentsOf: trailer)
    }
    trailer.removeAll(keepingCapacity: true)
    step = .trailerStart
  }
}

/// Refuses a trailer line that is malformed, or whose field would change what the head said
/// (RFC 9110 section 6.5.1).
private func isForFarEnd(_ line: Span<UInt8>) throws(HTTPFault) -> Bool {
  let colon = skipName(line, from: 0)
  guard colon > 0, colon < line.count, line[colon] == .colon else { throw .malformedFieldName }
  let valueEnd = skipValue(line, from: colon &+ 1)
  do throws(ParseStop) {
    try requireLineEnd(line, at: valueEnd, otherwise: .controlCharacter)
  } catch {
    if case .refused(let fault) = error { throw fault }
  }
  switch FieldKind(line, name: ByteRange(0, colon)) {
  case .other: return !forbiddenTrailers.contains { line.matches(ByteRange(0, colon), $0) }
  case .date, .server, .patchbay, .retryAfter, .forwarded: return false
  default: throw .forbiddenTrailer
  }
}

/// What a trailer must not say later than it was asked for: who somebody is, what browsers may do,
/// how long an answer is good (RFC 9110 section 6.5.1).
private let forbiddenTrailers = [
  "authorization", "cookie", "set-cookie", "www-authenticate", "cache-control", "expires", "age",
  "vary", "location", "range", "content-encoding", "content-range",
  "access-control-allow-origin", "access-control-allow-credentials",
  "access-control-allow-methods", "access-control-allow-headers", "access-control-expose-headers",
]
