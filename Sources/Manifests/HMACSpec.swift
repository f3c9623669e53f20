import CloudEvents

/// How a sender signs what it sends, with a secret that both sides know.
package struct HMACSpec: Sendable, Hashable {
  package enum Scheme: Sendable, Hashable {
    /// Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…`.
    case standard
    /// `X-Hub-Signature-256: sha256=…` over the body.
    case github
    /// `Stripe-Signature: t=…,v1=…` over time and body.
    case stripe
    /// `X-Slack-Signature: v0=…` over time and body, `X-Slack-Request-Timestamp`.
    case slack
    case generic(Generic)

    /// As the manifest writes it.
    package var name: String {
      switch self {
      case .standard: "standard"
      case .github: "github"
      case .stripe: "stripe"
      case .slack: "slack"
      case .generic: "generic"
      }
    }

    /// Whether the signature covers the time at which it was made.
    package var hasTime: Bool {
      switch self {
      case .standard, .stripe, .slack: true
      case .github, .generic: false
      }
    }

    static let names = ["standard", "github", "stripe", "slack", "generic"]
  }

  /// A code over the body in a header of the sender's choice.
  package struct Generic: Sendable, Hashable {
    package var header: String
    package var algorithm = Algorithm.sha256
    package var encoding = Encoding.hex
    /// What stands before the code, as in `sha256=`.
    package var prefix = ""
  }

  package enum Algorithm: String, Sendable, Hashable, CaseIterable {
    case sha256
    case sha384
    case sha512
  }

  package enum Encoding: String, Sendable, Hashable, CaseIterable {
    case hex
    case base64
  }

  package var scheme: Scheme
  /// Each is valid; of `standard` as `whsec_` and base64.
  package var secrets: [Secret]
  /// How old, or how early, a signature with a time may be.
  package var tolerance: Duration = .seconds(300)

  static let toleranceRange = Duration.seconds(1) ... .seconds(86_400)

  /// The bytes of a Standard Webhooks secret; nil where it is none.
  package static func standardKey(_ secret: String) -> [UInt8]? {
    let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
    guard let key = Base64.decode(text.utf8Span.span), !key.isEmpty else { return nil }
    return key
  }
}
