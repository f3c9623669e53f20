/// How a sender proves that it may send.
package enum AuthSpec: Sendable, Hashable {
  /// `Authorization: Bearer TOKEN` (RFC 6750, section 2.1) with one of these.
  case bearer(tokens: [Secret])
  /// `Authorization: Basic …` (RFC 7617) of one of these.
  case basic(users: [User])
  case apiKey(APIKeySpec)
  /// `Authorization: Bearer` with a JSON Web Token.
  case jwt(JWTSpec)
  case hmac(HMACSpec)

  package struct User: Sendable, Hashable {
    /// Without a colon.
    package var name: String
    package var password: Secret
  }

  /// Secrets that are valid at the same time.
  static let maxSecrets = 100

  /// The key under which it is declared.
  package var label: String {
    switch self {
    case .bearer: "bearer"
    case .basic: "basic"
    case .apiKey: "apiKey"
    case .jwt: "jwt"
    case .hmac: "hmac"
    }
  }

  /// Every secret in it.
  package var secretTexts: [String] {
    switch self {
    case .bearer(let tokens): tokens.map(\.revealed)
    case .basic(let users): users.map(\.password.revealed)
    case .apiKey(let spec): spec.keys.map(\.revealed)
    case .hmac(let spec): spec.secrets.map(\.revealed)
    case .jwt(let spec):
      if case .secrets(let secrets) = spec.keys { secrets.map(\.revealed) } else { [] }
    }
  }

  /// Where an issuer's keys are fetched; nil where nothing is.
  package var keySetAddress: HTTPAddress? {
    guard case .jwt(let spec) = self, case .address(let address) = spec.keys else { return nil }
    return address
  }
}
