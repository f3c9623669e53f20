import CloudEvents
import JSONSyntax

/// One event's data as JSON: parsed when a filter first asks for it, and never twice.
///
/// Whatever parses is JSON, no matter what the event's `datacontenttype` says.
package struct Payload: Sendable {
  /// Returns nil for bytes that are not JSON.
  package typealias Parser = @Sendable (Span<UInt8>) -> JSONValue?

  private enum State: Sendable {
    case unread
    case json(JSONValue)
    case notJSON
  }

  private let parser: Parser
  private var state = State.unread

  package init(parser: @escaping Parser) { self.parser = parser }

  /// The value of the event's data; nil where there is none or it is not JSON.
  ///
  /// - Parameter event: the same one on every call.
  package mutating func json(of event: CloudEvent) -> JSONValue? {
    if case .unread = state {
      if let data = event.data, let value = parser(data.span) {
        state = .json(value)
      } else {
        state = .notJSON
      }
    }
    guard case .json(let value) = state else { return nil }
    return value
  }
}
