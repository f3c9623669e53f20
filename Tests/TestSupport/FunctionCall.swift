import HTTPSyntax

/// A request as a function got it.
package struct FunctionCall: Sendable {
  package var method: String
  /// Path and query.
  package var target: String
  package var headers: [(name: String, value: String)]
  package var body: [UInt8] = []
  package let began = ContinuousClock.now
  /// When the function was done with it; nil while it is not.
  package var ended: ContinuousClock.Instant?
  /// What it answered; nil while it has not.
  package var status: Int?

  init(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) {
    method = bytes.text(head.methodRange)
    target = bytes.text(head.target)
    headers = []
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      headers.append((bytes.text(field.name).lowercased(), bytes.text(field.value)))
    }
  }

  /// The value of a header, named in lower case; nil where there is none.
  package subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The event's id, where it came in binary mode.
  package var id: String? { self["ce-id"] }

  package var text: String { String(decoding: body, as: UTF8.self) }
}
