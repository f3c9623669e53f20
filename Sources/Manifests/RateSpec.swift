/// How much one sender may send: a bucket of tokens that fills up again evenly.
package struct RateSpec: Sendable, Hashable {
  /// What makes a sender.
  package enum Sender: Sendable, Hashable {
    /// Its address; of IPv6 the /64 that it is in.
    case address
    /// What it proved itself by.
    case key
    /// The value of a header; all who send none are one.
    case header(String)
  }

  /// Requests in one `period`.
  package var limit: Int
  package var period: Period
  /// Requests at once; by default as many as `limit`.
  package var burst: Int
  package var sender = Sender.address

  package enum Period: String, Sendable, Hashable, CaseIterable {
    case second = "s"
    case minute = "m"
    case hour = "h"

    package var seconds: Int {
      switch self {
      case .second: 1
      case .minute: 60
      case .hour: 3_600
      }
    }
  }

  static let limits = 1...1_000_000

  /// Reads `100/s`, `30/m` or `5/h`; nil for anything else.
  package static func read(_ text: String) -> (limit: Int, period: Period)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let period = Period(rawValue: String(parts[1])),
      parts[0].utf8.allSatisfy({ (48...57).contains($0) }), let limit = Int(parts[0]),
      limits.contains(limit)
    else { return nil }
    return (limit, period)
  }
}
