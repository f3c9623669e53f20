/// What a message may need at most; whatever needs more is refused.
package struct HTTPLimits: Sendable, Hashable {
  /// Bytes of a head, from the start line to the empty line: 431 (414 within the request line).
  package var headBytes = 16 * 1024
  /// Field lines of a head: 431.
  package var fieldCount = 100
  /// Bytes of a request's target: 414.
  package var targetBytes = 8 * 1024
  /// Bytes of a method: 501.
  package var methodBytes = 32
  /// Names in all `Connection` fields of a head: 431.
  package var connectionOptions = 16
  /// Bytes of the extensions of one chunk: 413.
  package var chunkExtensionBytes = 256
  /// Bytes of the extensions of all chunks of a body: 413.
  package var chunkExtensionTotalBytes = 16 * 1024
  /// Bytes of the trailer section after the last chunk: 431.
  package var trailerBytes = 8 * 1024
  /// Field lines of the trailer section: 431.
  package var trailerCount = 32

  /// Interim answers (1xx) before the final one: 502.
  package var interimResponses = 16

  package init() {}
}
