import JSONSyntax

/// Tokens that somebody else issues (RFC 7519), and what they must say.
package struct JWTSpec: Sendable, Hashable {
  /// The algorithms of RFC 7518, section 3.1, and RFC 8037; `none` is not among them.
  package enum Algorithm: String, Sendable, Hashable, CaseIterable {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// Bytes that a shared secret must have at least (RFC 7518, section 3.2); nil where the keys
    /// are public ones.
    package var minimumSecretBytes: Int? {
      switch self {
      case .hs256: 32
      case .hs384: 48
      case .hs512: 64
      default: nil
      }
    }
  }

  package enum Keys: Sendable, Hashable {
    /// Each is valid.
    case secrets([Secret])
    /// A key set (RFC 7517) as its file has it.
    case file(path: String, text: Secret)
    /// A key set that is fetched.
    case address(HTTPAddress)
  }

  package struct Claim: Sendable, Hashable {
    package var name: String
    package var value: JSONValue
  }

  /// At least one, each once.
  package var algorithms: [Algorithm]
  package var keys: Keys
  package var issuer: String?
  /// Of which a token must name one; where there is none, tokens must not be meant for anybody.
  package var audiences: [String] = []
  /// How far the clocks of issuer and router may be apart.
  package var leeway: Duration = .seconds(60)
  /// Each must be there with this value.
  package var claims: [Claim] = []

  static let leewayRange = Duration.zero ... .seconds(3_600)
}
