import COpenSSL

/// One error of OpenSSL's.
struct OpenSSLReason {
  let code: UInt

  var number: Int32 { ERR_GET_REASON(code) }

  /// What the peer's alert says, where the error is one (RFC 8446, section 6).
  private var alert: String? {
    let offset = Int32(SSL_AD_REASON_OFFSET)
    guard (offset..<(offset + 256)).contains(number) else { return nil }
    return unsafe text(SSL_alert_desc_string_long(number - offset))
  }

  var words: String {
    if let alert { return "the other side refused: \(alert)" }
    switch number {
    case SSL_R_HTTP_REQUEST: return "plain HTTP was spoken"
    case SSL_R_WRONG_VERSION_NUMBER: return "the other side does not speak TLS"
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return "the connection was cut off"
    default: return unsafe text(ERR_reason_error_string(code)) ?? "error \(code)"
    }
  }
}

/// A copy of a C string; nil where there is none.
func text(_ pointer: UnsafePointer<CChar>?) -> String? {
  guard let pointer = unsafe pointer else { return nil }
  return unsafe String(cString: pointer)
}
