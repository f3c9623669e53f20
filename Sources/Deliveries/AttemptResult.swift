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

  /// Where a result comes from, for `retryOn`.
  package enum Cause: Sendable, Hashable {
    /// An answer with this HTTP status.
    case answer(Int)
    case timeout
    case unreachable
    /// A broken answer, or an exit status other than 0.
    case failure
  }

  /// What the delivery contract makes of it where no policy says otherwise.
  package var kind: Kind
  package var cause: Cause
  /// The HTTP status, or an exit status for `exec`; nil where none came.
  package var status: Int?
  /// What is to be said of it beyond its status; nil for the answer of an HTTP function.
  private var words: String?
  /// What the function asked for with `Retry-After` (on 429 and 503 only).
  package var retryAfter: Duration?

  /// What came without an answer.
  package init(kind: Kind, cause: Cause, reason: String) {
    self.kind = kind
    self.cause = cause
    words = reason
  }

  /// The answer of an HTTP function.
  init(kind: Kind, httpStatus status: Int, retryAfter: Duration?) {
    self.kind = kind
    cause = .answer(status)
    self.status = status
    self.retryAfter = retryAfter
  }

  /// In words, for people: `HTTP 503`, `timed out after 10 s`, `connection refused`.
  ///
  /// Put together only where somebody reads it: most answers are never spoken of.
  package var reason: String { words ?? "HTTP \(status ?? 0)" }
}
