import HTTPSyntax
import Instants
import Manifests

/// What browsers are told about the pages that may use a source (Fetch standard, section 3.2).
package final class CORSRule: Sendable {
  private let origins: CORSSpec.Origins
  private let credentials: Bool
  private let headers: [String]
  private let methods: String
  private let maxAgeSeconds: Int64

  /// - Parameter methods: those that the source answers to.
  package init(_ spec: CORSSpec, methods: [String]) {
    origins = spec.origins
    credentials = spec.credentials
    headers = spec.headers
    self.methods = (spec.methods ?? methods).joined(separator: ", ")
    maxAgeSeconds = spec.maxAge.components.seconds
  }

  /// Header lines of an answer, each ended by CR LF.
  package func lines(for head: borrowing RequestHead, _ bytes: Span<UInt8>) -> [UInt8] {
    var lines: [UInt8] = []
    appendOrigin(head, bytes, to: &lines)
    lines.append("Access-Control-Expose-Headers: *, X-Patchbay-Event-Id, X-Patchbay-Function, ")
    lines.append("X-Call-Id, Retry-After, WWW-Authenticate\r\n")
    return lines
  }

  /// Header lines of the answer to a question that a browser asks before it sends.
  package func preflightLines(for head: borrowing RequestHead, _ bytes: Span<UInt8>) -> [UInt8] {
    var lines: [UInt8] = []
    guard appendOrigin(head, bytes, to: &lines) else { return lines }
    lines.append("Access-Control-Allow-Methods: \(methods)\r\n")
    if !headers.isEmpty {
      lines.append("Access-Control-Allow-Headers: \(headers.joined(separator: ", "))\r\n")
    } else if let asked = head.value(of: "Access-Control-Request-Headers", in: bytes) {
      lines.append("Access-Control-Allow-Headers: ")
      lines.append(bytes.bytes(asked))
      lines.append("\r\n")
    }
    lines.append("Access-Control-Max-Age: \(maxAgeSeconds)\r\n")
    return lines
  }

  /// Whether a request is such a question.
  package static func isPreflight(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) -> Bool {
    head.method == .options && head.value(of: "Origin", in: bytes) != nil
      && head.value(of: "Access-Control-Request-Method", in: bytes) != nil
  }

  /// - Returns: whether the page may.
  @discardableResult
  private func appendOrigin(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, to lines: inout [UInt8]
  ) -> Bool {
    guard case .listed(let origins) = origins else {
      lines.append("Access-Control-Allow-Origin: *\r\n")
      return true
    }
    // The answer depends on who asks, also where nobody is told so.
    lines.append("Vary: Origin\r\n")
    guard let range = head.value(of: "Origin", in: bytes),
      let origin = origins.first(where: { bytes.bytes(range).isSame(as: $0) })
    else { return false }
    lines.append("Access-Control-Allow-Origin: \(origin)\r\n")
    if credentials { lines.append("Access-Control-Allow-Credentials: true\r\n") }
    return true
  }

  /// Whether a function's own header line would contradict the rule.
  package static func isOurs(_ name: Span<UInt8>) -> Bool {
    name.count > 15 && name.extracting(0..<15).isSame(as: "Access-Control-")
  }
}
