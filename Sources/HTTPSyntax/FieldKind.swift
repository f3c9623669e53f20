/// The field names that are told apart while a head is parsed.
package enum FieldKind: UInt8, Sendable, Hashable {
  case other
  case host
  case contentLength
  case transferEncoding
  case connection
  case contentType
  case expect
  /// Starts with `ce-`: an attribute of a CloudEvent in binary mode.
  case cloudEvent
  /// `Keep-Alive`, `TE`, `Trailer`, `Upgrade` and everything that starts with `Proxy-`.
  case hopByHop
  case retryAfter
  case date
  case server
  /// Starts with `X-Patchb`: what Patchbay says of an answer, `X-Patchbay-Function` for example.
  case patchbay
  /// `Forwarded`, `X-Real-IP` and everything that starts with `X-Forwar`: what a proxy says of
  /// its client, which anybody can write.
  case forwarded
  /// `traceparent` and `tracestate` (W3C Trace Context).
  case trace

  /// Whether the field is for the next hop only, so that it is never passed on
  /// (RFC 9110 section 7.6.1). `Content-Length` counts: whoever passes a body on frames it anew.
  package var isHopByHop: Bool {
    switch self {
    case .connection, .hopByHop, .transferEncoding, .contentLength: true
    default: false
    }
  }
}
