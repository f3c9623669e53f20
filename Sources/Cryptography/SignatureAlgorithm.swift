/// The signatures of RFC 7518, section 3.1, and RFC 8037, that are checked with a public key.
package enum SignatureAlgorithm: Sendable, Hashable {
  /// RSASSA-PKCS1-v1_5.
  case rsa(HashAlgorithm)
  /// RSASSA-PSS, its salt as long as the digest.
  case rsaPSS(HashAlgorithm)
  /// On the curve that belongs to the hash: P-256, P-384, P-521.
  case ecdsa(HashAlgorithm)
  /// Ed25519.
  case edDSA

  /// nil for Ed25519, which hashes by itself.
  var hash: HashAlgorithm? {
    switch self {
    case .rsa(let hash), .rsaPSS(let hash), .ecdsa(let hash): hash
    case .edDSA: nil
    }
  }
}
