import CloudEvents
import HTTPSyntax
import HTTPTransport

/// A function's answer to a sync invocation, or why there is none.
package struct Reply: Sendable {
  /// 100 to 599; Patchbay's own 429, 502, 503 or 504 where the function gave no answer.
  package var status: Int
  /// End-to-end header lines, each `name: value\r\n`, without `Content-Length`.
  package var headerLines: [UInt8]
  package var body: [UInt8]
  /// Which version answered: `resize:2`.
  package var function: String

  package init(status: Int, headerLines: [UInt8], body: [UInt8], function: String) {
    self.status = status
    self.headerLines = headerLines
    self.body = body
    self.function = function
  }

  /// Appends the header lines as they go to a client, and those that say which event and function
  /// it was.
  package func appendHeaderLines(
    eventID: String, for client: HTTPServerConnection, to output: inout [UInt8]
  ) {
    output.append(contentsOf: client.amended(headerLines))
    output.append(contentsOf: eventIDName)
    HeaderValue.append(encoding: eventID.utf8Span.span, to: &output)
    output.append(contentsOf: functionName)
    output.append(contentsOf: function.utf8)
    output.appendLineEnd()
  }
}

private let eventIDName = Array("X-Patchbay-Event-Id: ".utf8)
private let functionName = Array("\r\nX-Patchbay-Function: ".utf8)
