import HTTPSyntax

/// What the admin API needs of a request's head.
struct AdminRequest {
  var method: String
  /// Percent-decoded segments of the path.
  var segments: [String]
  var query: [String: String] = [:]
  var contentType: String?
  var bearer: String?
  /// Whether it is the result of a call, which its caller has had posted here.
  var isCallback = false

  init(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) {
    method = bytes.text(head.methodRange)
    segments = bytes.text(head.path).split(separator: "/").map {
      percentDecoded(String($0).utf8Span.span) ?? String($0)
    }
    contentType = head.contentType.map { bytes.text($0) }
    if let range = head.query {
      for pair in bytes.text(range).split(separator: "&") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? String(parts[1]) : ""
        query[String(parts[0])] = percentDecoded(value.utf8Span.span, plusIsSpace: true) ?? value
      }
    }
    var authorizations: [String] = []
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      switch bytes.text(field.name).lowercased() {
      case "authorization": authorizations.append(bytes.text(field.value))
      case "x-function-status": isCallback = true
      default: break
      }
    }
    // Of two nobody can say which is meant.
    if authorizations.count == 1, authorizations[0].lowercased().hasPrefix("bearer ") {
      bearer = String(authorizations[0].dropFirst(7))
    }
  }

  /// Whether anybody may ask it: liveness and readiness say nothing about anything else.
  var isProbe: Bool { segments == ["healthz"] || segments == ["readyz"] }
}
