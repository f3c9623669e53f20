/// The head of an HTTP/1.1 or HTTP/1.0 request (RFC 9112 section 2), as ranges of its bytes.
///
/// Everything that two parties could understand differently is refused: see `HTTPFault`. Paths
/// with `.` or `..` segments (also written `%2e`), encoded slashes, backslashes or NULs are
/// refused with 400, so that a path means the same to the router and to the function behind it.
///
/// One value serves many requests: after `.complete` or `.refused` the next `parse` starts anew.
package struct RequestHead: ~Copyable {
  /// Bytes from offset 0 to the first byte of the body. Set on `.complete`.
  package internal(set) var headLength = 0
  package internal(set) var method = HTTPMethod.other
  package internal(set) var methodRange = ByteRange(0, 0)
  /// The target as it was sent.
  package internal(set) var target = ByteRange(0, 0)
  /// The path, from its `/` on and not decoded; `*` for the asterisk form.
  package internal(set) var path = ByteRange(0, 0)
  /// What follows the first `?`; nil where there is none.
  package internal(set) var query: ByteRange?
  /// Whether the target is `*`, which asks about the server as a whole.
  package internal(set) var isAsterisk = false
  package internal(set) var isHTTP10 = false
  /// Whether the client wants the connection for another request.
  package internal(set) var keepAlive = true
  package internal(set) var framing = Framing.none
  var fields = FieldSection()
  var authority: ByteRange?
  private var progress = HeadProgress()

  package init() {}

  /// How many field lines there are.
  package var fieldCount: Int { fields.fields.count }
  /// The field line at `index`, in the order of arrival.
  package func field(_ index: Int) -> HeaderField { fields.fields[index] }
  /// `Expect: 100-continue` was sent (RFC 9110 section 10.1.1).
  package var expectsContinue: Bool { fields.expectsContinue }
  package var contentType: ByteRange? { fields.contentType }
  /// The Host field; on HTTP/1.0 it may be absent.
  package var host: ByteRange? { fields.host }
  /// Some field's name starts with `ce-`.
  package var hasCloudEventHeaders: Bool { fields.hasCloudEventHeaders }
  /// There is a `traceparent` or a `tracestate`.
  package var hasTrace: Bool { fields.hasTrace }

  /// Whether a Connection field names `field`, which makes it one for the next hop only.
  package func isNamedByConnection(_ field: HeaderField, in bytes: Span<UInt8>) -> Bool {
    fields.isNamedByConnection(field, bytes)
  }

  /// Forgets a head that has not come to its end.
  package mutating func reset() { progress.phase = .done }

  /// Parses the head that starts at offset 0 of `bytes`.
  ///
  /// After `.needMore` call it again with the same bytes and those that came since. What was
  /// parsed is not parsed again. One empty line before the request line is passed over
  /// (RFC 9112 section 2.2). The limits hold whether the head arrives whole or in pieces.
  package mutating func parse(
    _ bytes: Span<UInt8>, limits: borrowing HTTPLimits
  ) -> ParseProgress {
    if progress.phase == .done || bytes.count < progress.seen { restart() }
    guard progress.isWorthwhile(bytes, limit: limits.headBytes) else { return .needMore }
    let window = bytes.extracting(first: limits.headBytes)
    do throws(ParseStop) {
      if progress.phase == .startLine {
        progress.position = try parseRequestLine(window, limits: limits)
        progress.phase = .fields
      }
      try fields.parse(
        window, at: &progress.position, dialect: isHTTP10 ? .request10 : .request11,
        limits: limits)
      try conclude(window)
    } catch {
      return stop(error, isTooLong: bytes.count > window.count)
    }
    headLength = progress.position
    progress.phase = .done
    return .complete
  }

  private mutating func restart() {
    progress.restart()
    fields.reset()
    query = nil
    authority = nil
    framing = .none
  }

  private mutating func stop(_ stop: ParseStop, isTooLong: Bool) -> ParseProgress {
    switch stop {
    case .needMore:
      guard isTooLong else { return .needMore }
      let inRequestLine = progress.phase == .startLine
      progress.phase = .done
      return .refused(HTTPRefusal(inRequestLine ? .targetTooLong : .headTooLong))
    case .refused(let fault):
      progress.phase = .done
      return .refused(HTTPRefusal(fault))
    }
  }

  /// What only the whole head can tell: RFC 9112 sections 3.2, 6.3 and 9.3.
  private mutating func conclude(_ bytes: Span<UInt8>) throws(ParseStop) {
    if let host = fields.host {
      if let authority, !equalIgnoringCase(bytes, authority, host) {
        throw .refused(.hostMismatch)
      }
    } else if !isHTTP10 {
      throw .refused(.missingHost)
    }
    keepAlive = fields.keepsAlive(isHTTP10 ? .request10 : .request11)
    if fields.isChunked {
      framing = .chunked
    } else if let length = fields.contentLength {
      framing = .length(length)
    }
  }
}
