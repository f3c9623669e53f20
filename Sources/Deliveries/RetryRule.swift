/// One entry of `retryOn:`: a failure that is worth another attempt.
package enum RetryRule: Sendable, Hashable {
  /// An HTTP status, 300 to 599.
  case status(Int)
  /// All statuses that begin with this digit, 3 to 5: `5xx`.
  case statusClass(Int)
  /// No answer in time.
  case timeout
  /// No connection, or none that could be trusted; no program.
  case unreachable
  /// A broken answer, or an exit status other than 0.
  case failure

  /// What is worth another attempt unless the manifest says otherwise.
  ///
  /// Source: Knative's delivery contract.
  package static let standard: [RetryRule] = [
    .status(404), .status(408), .status(409), .status(429), .statusClass(5), .timeout,
    .unreachable, .failure,
  ]

  /// Reads `503`, `5xx`, `timeout`, `unreachable` or `failure`; nil for anything else.
  package init?(_ text: String) {
    if let rule = RetryRule.words.first(where: { $0.word == text })?.rule {
      self = rule
    } else if text.utf8.count == 3, let first = text.utf8.first, (51...53).contains(first) {
      if text.hasSuffix("xx") {
        self = .statusClass(Int(first) - 48)
      } else {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let status = Int(text) else {
          return nil
        }
        self = .status(status)
      }
    } else {
      return nil
    }
  }

  /// The words for failures without a status.
  package static let words: [(word: String, rule: RetryRule)] = [
    ("timeout", .timeout), ("unreachable", .unreachable), ("failure", .failure),
  ]

  /// As it is written in a manifest.
  package var written: String {
    switch self {
    case .status(let status): "\(status)"
    case .statusClass(let digit): "\(digit)xx"
    case .timeout: "timeout"
    case .unreachable: "unreachable"
    case .failure: "failure"
    }
  }

  func matches(_ cause: AttemptResult.Cause) -> Bool {
    switch (self, cause) {
    case (.status(let status), .answer(let found)): status == found
    case (.statusClass(let digit), .answer(let found)): found / 100 == digit
    case (.timeout, .timeout), (.unreachable, .unreachable), (.failure, .failure): true
    default: false
    }
  }
}
