import HTTPSyntax

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
  }

  package var reason: Reason
  package var status: Int
  /// For the sender: nothing that helps to guess a secret.
  package var detail: String
  /// The value of `WWW-Authenticate`; every 401 has one (RFC 9110, section 15.5.2).
  package var challenge: String?

  package var problem: Problem { Problem(status: status, detail: detail) }

  static let address = Refusal(
    reason: .address, status: 403, detail: "this address may not send to this source")

  /// 401.
  static func unauthorized(_ reason: Reason, _ detail: String, _ challenge: String) -> Refusal {
    Refusal(reason: reason, status: 401, detail: detail, challenge: challenge)
  }
}
