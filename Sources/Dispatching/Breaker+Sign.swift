import Deliveries

extension Breaker.Sign {
  /// nil where a result tells nothing: 429 asks for patience only.
  init?(_ result: AttemptResult) {
    switch result.cause {
    case .answer(429): return nil
    case .answer(500...599), .timeout, .unreachable, .failure: self = .down
    case .answer: self = result.kind == .delivered ? .well : .refused
    }
  }
}
