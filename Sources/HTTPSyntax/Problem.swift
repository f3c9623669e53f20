/// The body of an error answer: a problem (RFC 9457) of type `about:blank` or of Patchbay's own.
package struct Problem: Sendable, Hashable {
  /// A URI reference that tells this kind of problem from others; `about:blank` says no more
  /// than the status does.
  package var type: String
  /// The problem in a few words, the same each time.
  package var title: String
  package var status: Int
  /// What went wrong this time, in a sentence; nil leaves the member out.
  package var detail: String?

  /// The media type of the body.
  package static let mediaType: String = "application/problem+json"

  package init(status: Int, title: String, detail: String? = nil, type: String = "about:blank") {
    self.type = type
    self.title = title
    self.status = status
    self.detail = detail
  }

  /// A problem whose title is the status's reason phrase, as RFC 9457 section 4.2.1 asks.
  package init(status: Int, detail: String? = nil) {
    self.init(status: status, title: reasonPhrase(status), detail: detail)
  }

  package init(_ refusal: HTTPRefusal) {
    self.init(status: refusal.status, detail: refusal.reason)
  }

  /// The problem as JSON.
  package var body: [UInt8] {
    var output: [UInt8] = []
    append(to: &output)
    return output
  }

  /// Appends the problem as JSON.
  package func append(to output: inout [UInt8]) {
    output.append(#"{"type":"#)
    appendQuoted(type, to: &output)
    output.append(#","title":"#)
    appendQuoted(title, to: &output)
    output.append(#","status":"#)
    output.append(decimal: status)
    if let detail {
      output.append(#","detail":"#)
      appendQuoted(detail, to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }
}

/// Appends `text` as a JSON string (RFC 8259 section 7).
private func appendQuoted(_ text: String, to output: inout [UInt8]) {
  output.append(UInt8(ascii: "\""))
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      output.append(UInt8(ascii: "\\"))
      output.append(byte)
    case ..<0x20:
      output.append(byte < 16 ? #"\u000"# : #"\u001"#)
      output.append(hexDigit(byte & 15))
    default:
      output.append(byte)
    }
  }
  output.append(UInt8(ascii: "\""))
}
