import Cryptography
import HTTPSyntax
import Instants
import JSONSyntax
import Manifests
import Routing

/// Checks tokens that somebody else has issued: who signed them, for whom and until when.
struct TokenCheck: Sendable {
  private let spec: JWTSpec
  private let ring: KeyRing
  private let realm: SourceName

  init(_ spec: JWTSpec, ring: KeyRing, realm: SourceName) {
    self.spec = spec
    self.ring = ring
    self.realm = realm
  }

  /// - Returns: the token's claims.
  func claims(_ token: Span<UInt8>, at now: WallTime) throws(Refusal) -> JSONValue {
    guard let parsed = JSONWebToken(token), spec.algorithms.contains(parsed.algorithm) else {
      throw invalid
    }
    guard let keys = ring.keys else { throw Refusal.noKeys }
    try checkSignature(parsed, token.extracting(0..<parsed.signedBytes), keys)
    try checkTimes(parsed.claims, now)
    guard isMeantForUs(parsed.claims), spec.claims.allSatisfy(parsed.claims.hold) else {
      throw invalid
    }
    return parsed.claims
  }

  private func checkSignature(
    _ token: JSONWebToken, _ signed: Span<UInt8>, _ keys: KeySet
  ) throws(Refusal) {
    let named = keys.keys.filter { $0.id == token.keyID || $0.id == nil || token.keyID == nil }
    for key in named where key.verifies(token, signed) { return }
    // The issuer may have a new key.
    if !named.contains(where: { $0.id != nil && $0.id == token.keyID }) { ring.askForMore() }
    throw invalid
  }

  /// RFC 7519, section 4.1.4 to 4.1.6. A token without an end is not taken.
  private func checkTimes(_ claims: JSONValue, _ now: WallTime) throws(Refusal) {
    let seconds = Double(now.nanosecondsSinceEpoch) / 1e9
    let leeway = spec.leeway.inSeconds
    guard let expiry = claims["exp"]?.number else { throw invalid }
    guard seconds < expiry + leeway else { throw stale }
    for name in ["nbf", "iat"] {
      guard let value = claims[name] else { continue }
      guard let time = value.number else { throw invalid }
      guard time <= seconds + leeway else { throw stale }
    }
  }

  /// RFC 7519, section 4.1.1 and 4.1.3: a token that names audiences names one of ours.
  private func isMeantForUs(_ claims: JSONValue) -> Bool {
    if let issuer = spec.issuer, claims["iss"]?.string != issuer { return false }
    guard let audience = claims["aud"] else { return spec.audiences.isEmpty }
    let named = audience.array?.compactMap(\.string) ?? audience.string.map { [$0] } ?? []
    return named.contains(where: spec.audiences.contains)
  }

  /// Says no more: whoever tries tokens learns nothing.
  private var invalid: Refusal { .badToken(.invalid, realm) }
  private var stale: Refusal { .badToken(.stale, realm) }
}

extension KeySet.Key {
  fileprivate func verifies(_ token: JSONWebToken, _ signed: Span<UInt8>) -> Bool {
    if let algorithm, algorithm != token.algorithm.rawValue { return false }
    switch material {
    case .shared(let secret):
      guard let hash = token.algorithm.sharedHash,
        secret.count >= token.algorithm.minimumSecretBytes ?? .max
      else { return false }
      let code = AuthenticationKey(secret.span, hash).code(of: signed)
      return ConstantTime.areEqual(code.span, token.signature.span)
    case .published(let key):
      guard let algorithm = token.algorithm.publicAlgorithm else { return false }
      return key.verifies(token.signature, of: signed, by: algorithm)
    }
  }
}

extension JWTSpec.Algorithm {
  fileprivate var sharedHash: HashAlgorithm? {
    switch self {
    case .hs256: .sha256
    case .hs384: .sha384
    case .hs512: .sha512
    default: nil
    }
  }

  fileprivate var publicAlgorithm: SignatureAlgorithm? {
    switch self {
    case .hs256, .hs384, .hs512: nil
    case .rs256: .rsa(.sha256)
    case .rs384: .rsa(.sha384)
    case .rs512: .rsa(.sha512)
    case .ps256: .rsaPSS(.sha256)
    case .ps384: .rsaPSS(.sha384)
    case .ps512: .rsaPSS(.sha512)
    case .es256: .ecdsa(.sha256)
    case .es384: .ecdsa(.sha384)
    case .es512: .ecdsa(.sha512)
    case .edDSA: .edDSA
    }
  }
}

extension JSONValue {
  /// Whether a claim has this value, or is a list with it; `scope` is a list with spaces between
  /// (RFC 8693, section 4.2).
  fileprivate func hold(_ claim: JWTSpec.Claim) -> Bool {
    guard let found = self[claim.name] else { return false }
    if found == claim.value || found.array?.contains(claim.value) == true { return true }
    guard claim.name == "scope", let words = found.string, let word = claim.value.string else {
      return false
    }
    return words.split(separator: " ").contains { $0 == word }
  }
}
