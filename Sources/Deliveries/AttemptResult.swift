/// What one attempt to invoke a function came to, in the words of Knative's delivery contract.
package struct AttemptResult: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// 2xx, or exit status 0.
    case delivered
    /// 404, 408, 409, 429, 5xx, no connection, no answer in time.
    case retryable
    /// Every other answer: trying again would bring the same.
    case permanent
  }

  package var kind: Kind
  /// The HTTP status, or an exit status for `exec`; nil where none came.
  package var status: Int?
  /// What is to be said of it beyond its status; nil for the answer of an HTTP function.
  private var words: String?
  /// What the function asked for with `Retry-After` (on 429 and 503 only).
  package var retryAfter: Duration?

  package init(kind: Kind, status: Int?, reason: String, retryAfter: Duration? = nil) {
    self.kind = kind
    self.status = status
    words = reason
    self.retryAfter = retryAfter
  }

  /// The answer of an HTTP function.
  init(kind: Kind, httpStatus status: Int, retryAfter: Duration?) {
    self.kind = kind
    self.status = status
    self.retryAfter = retryAfter
  }

  /// In words, for people: `HTTP 503`, `timed out after 10 s`, `connection refused`.
  ///
  /// Put together only where somebody reads it: most answers are never spoken of.
  package var reason: String { words ?? "HTTP \(status ?? 0)" }
}
