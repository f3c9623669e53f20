/// How an event is written into a request.
package enum TargetFormat: String, Sendable, Hashable, CaseIterable {
  /// CloudEvents binary mode: attributes as `ce-` headers, data as the body.
  case binary
  /// CloudEvents structured mode: one JSON document.
  case structured
  /// Method, rest of the path, query and headers as they came, plus `ce-` headers.
  case passthrough
}
