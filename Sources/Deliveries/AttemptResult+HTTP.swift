import Instants

extension AttemptResult {
  /// What an HTTP function's answer means.
  ///
  /// Source: Knative's delivery contract: 2xx is delivered; 404, 408, 409, 429 and 5xx are worth
  /// another attempt; everything else is not.
  ///
  /// - Parameters:
  ///   - retryAfterHeader: the value of `Retry-After`; counts on 429 and 503 only, and not at all
  ///     where it is neither seconds nor a date.
  ///   - now: what a date in it is compared with.
  package init(httpStatus status: Int, retryAfterHeader: String?, now: WallTime) {
    let mayWait = status == 429 || status == 503
    self.init(
      kind: Kind(httpStatus: status), httpStatus: status,
      retryAfter: mayWait
        ? retryAfterHeader.flatMap { AttemptResult.retryAfter($0, now: now) } : nil)
  }

  /// Seconds, or the time until a date; nil for anything else, zero for what has passed.
  ///
  /// Source: RFC 9110, section 10.2.3.
  private static func retryAfter(_ header: String, now: WallTime) -> Duration? {
    let value = trimmed(header)
    guard !value.isEmpty, value.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return HTTPDate.parse(String(value), now: now).map {
        $0 > now ? duration(from: now, to: $0) : .zero
      }
    }
    // More digits than 32 bits hold are a longer wait than anyone obeys.
    return .seconds(Int64(UInt32(value) ?? .max))
  }

  /// The difference, also where it needs more than the 64 bits that `WallTime` calculates with.
  private static func duration(from start: WallTime, to end: WallTime) -> Duration {
    .nanoseconds(end.nanosecondsSinceEpoch) - .nanoseconds(start.nanosecondsSinceEpoch)
  }

  private static func trimmed(_ text: String) -> Substring {
    var rest = text[...]
    while let first = rest.utf8.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
    while let last = rest.utf8.last, last == 0x20 || last == 0x09 { rest.removeLast() }
    return rest
  }
}

extension AttemptResult.Kind {
  package init(httpStatus status: Int) {
    self =
      switch status {
      case 200...299: .delivered
      case 404, 408, 409, 429, 500...599: .retryable
      default: .permanent
      }
  }
}
