/// The head of an HTTP/1.1 or HTTP/1.0 response (RFC 9112 section 4), as ranges of its bytes.
///
/// What could be understood in two ways is refused, always with 502. An interim response
/// (status 1xx) is a head like any other: the caller passes over it and parses the next.
/// One value serves many responses: after `.complete` or `.refused` the next `parse` starts anew.
package struct ResponseHead: ~Copyable {
  /// Bytes from offset 0 to the first byte of the body. Set on `.complete`.
  package internal(set) var headLength = 0
  /// 100 to 599.
  package internal(set) var status = 0
  /// The reason phrase; may be empty.
  package internal(set) var reason = ByteRange(0, 0)
  package internal(set) var isHTTP10 = false
  /// Whether the connection may carry another request after this response's body.
  package internal(set) var keepAlive = true
  package internal(set) var framing = Framing.none
  var fields = FieldSection()
  private var progress = HeadProgress()

  package init() {}

  /// How many field lines there are.
  package var fieldCount: Int { fields.fields.count }
  /// The field line at `index`, in the order of arrival.
  package func field(_ index: Int) -> HeaderField { fields.fields[index] }
  /// The first Content-Type field.
  package var contentType: ByteRange? { fields.contentType }
  /// The first Retry-After field.
  package var retryAfter: ByteRange? { fields.retryAfter }
  /// Some field's name starts with `ce-`.
  package var hasCloudEventHeaders: Bool { fields.hasCloudEventHeaders }
  /// The Content-Length as sent, also where the response has no body (HEAD, 304).
  package var contentLength: Int? { fields.contentLength }

  /// Whether the fields speak of a body, though the status may say that there is none.
  package var announcesBody: Bool { fields.isChunked || (fields.contentLength ?? 0) > 0 }

  /// Whether a Connection field names `field`, which makes it one for the next hop only.
  package func isNamedByConnection(_ field: HeaderField, in bytes: Span<UInt8>) -> Bool {
    fields.isNamedByConnection(field, bytes)
  }

  /// Forgets a head that has not come to its end.
  package mutating func reset() { progress.phase = .done }

  /// Parses the head that starts at offset 0 of `bytes`; goes on after `.needMore` as
  /// `RequestHead.parse` does.
  package mutating func parse(
    _ bytes: Span<UInt8>, requestMethodWasHEAD: Bool, limits: borrowing HTTPLimits
  ) -> ParseProgress {
    if progress.phase == .done || bytes.count < progress.seen {
      progress.restart()
      fields.reset()
    }
    guard progress.isWorthwhile(bytes, limit: limits.headBytes) else { return .needMore }
    let window = bytes.extracting(first: limits.headBytes)
    do throws(ParseStop) {
      if progress.phase == .startLine {
        progress.position = try parseStatusLine(window)
        progress.phase = .fields
      }
      try fields.parse(
        window, at: &progress.position, dialect: isHTTP10 ? .response10 : .response11,
        limits: limits)
    } catch {
      return stop(error, isTooLong: bytes.count > window.count)
    }
    conclude(requestMethodWasHEAD: requestMethodWasHEAD)
    headLength = progress.position
    progress.phase = .done
    return .complete
  }

  private mutating func stop(_ stop: ParseStop, isTooLong: Bool) -> ParseProgress {
    switch stop {
    case .needMore:
      guard isTooLong else { return .needMore }
      progress.phase = .done
      return .refused(HTTPRefusal(.headTooLong, isResponse: true))
    case .refused(let fault):
      progress.phase = .done
      return .refused(HTTPRefusal(fault, isResponse: true))
    }
  }

  /// Takes `version SP status [SP reason] CRLF` and returns the offset after it.
  private mutating func parseStatusLine(
    _ bytes: Span<UInt8>
  ) throws(ParseStop) -> Int {
    guard bytes.count >= 13 else {
      for index in 0..<bytes.count where bytes[index] == .lineFeed {
        throw .refused(.malformedStatusLine)
      }
      throw .needMore
    }
    // A server may answer with the highest 1.x it knows.
    guard bytes.word(at: 0, length: 7) == 0x2E_312F_5054_5448, bytes[7].isDigit,
      bytes[8] == .space, bytes[9].isDigit, bytes[10].isDigit, bytes[11].isDigit
    else { throw .refused(.malformedStatusLine) }
    isHTTP10 = bytes[7] == 48
    status = Int(bytes[9] &- 48) * 100 + Int(bytes[10] &- 48) * 10 + Int(bytes[11] &- 48)
    guard status >= 100, status < 600 else { throw .refused(.malformedStatusLine) }
    // The space after the status belongs there even without a reason, but many leave it out.
    let hasReason = bytes[12] == .space
    let start = hasReason ? 13 : 12
    let index = hasReason ? skipValue(bytes, from: start) : start
    try requireLineEnd(bytes, at: index, otherwise: .malformedStatusLine)
    reason = ByteRange(start, index)
    return index &+ 2
  }

  /// RFC 9112 sections 6.3 and 9.3.
  private mutating func conclude(requestMethodWasHEAD: Bool) {
    keepAlive = fields.keepsAlive(isHTTP10 ? .response10 : .response11)
    if requestMethodWasHEAD || status == 304 {
      framing = .none
    } else if status < 200 || status == 204 {
      framing = .none
      // Such a response has no body; what announces one may send it all the same.
      if announcesBody { keepAlive = false }
    } else if fields.isChunked {
      framing = .chunked
    } else if let length = fields.contentLength {
      framing = .length(length)
    } else {
      framing = .untilClose
      keepAlive = false
    }
  }
}
