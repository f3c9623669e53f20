import HTTPSyntax
import Routing

/// Why a request may not come in, and how that is answered.
package struct Refusal: Error, Sendable, Hashable {
  /// What logs and metrics call it.
  package enum Reason: String, Sendable, CaseIterable {
    /// The address may not send.
    case address
    /// Nothing proves who sends.
    case missing
    /// What should prove it does not.
    case invalid
    /// It was made too long ago, or not yet.
    case stale
    /// The sender has sent too much.
    case rate
    /// There are no keys yet to check it with.
    case unchecked
  }

  package var reason: Reason
  package var status: Int
  /// For the sender: nothing that helps to guess a secret.
  package var detail: String
  /// The value of `WWW-Authenticate`; every 401 has one (RFC 9110, section 15.5.2).
  package var challenge: String?
  package var retryAfterSeconds: Int?

  package var problem: Problem { Problem(status: status, detail: detail) }

  static let address = Refusal(
    reason: .address, status: 403, detail: "this address may not send to this source")

  /// RFC 6585, section 4.
  static func rate(secondsToWait: Int) -> Refusal {
    Refusal(
      reason: .rate, status: 429, detail: "too many requests; try again in \(secondsToWait) s",
      retryAfterSeconds: secondsToWait)
  }

  /// The issuer's keys have not come yet.
  static let noKeys = Refusal(
    reason: .unchecked, status: 503, detail: "the issuer's keys are not known yet",
    retryAfterSeconds: 1)

  static func noToken(_ realm: SourceName) -> Refusal {
    .unauthorized(
      .missing, "send a token as `Authorization: Bearer …`", "Bearer realm=\"\(realm)\"")
  }

  /// RFC 6750, section 3.1.
  static func badToken(_ reason: Reason, _ realm: SourceName) -> Refusal {
    .unauthorized(
      reason, "the token is not accepted", "Bearer realm=\"\(realm)\", error=\"invalid_token\"")
  }

  /// 401.
  static func unauthorized(_ reason: Reason, _ detail: String, _ challenge: String) -> Refusal {
    Refusal(reason: reason, status: 401, detail: detail, challenge: challenge)
  }
}
