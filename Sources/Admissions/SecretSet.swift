import Cryptography

/// Secrets of which a sender must know one, kept as digests.
///
/// What is sent is hashed too, so that a comparison tells neither how long the secrets are nor how
/// they begin; and it is compared with all of them, so that it does not tell which one it was.
package struct SecretSet: Sendable {
  private let digests: [[UInt8]]

  package init(_ secrets: [String]) {
    digests = secrets.map { HashAlgorithm.sha256.digest(of: Array($0.utf8).span) }
  }

  package func contains(_ sent: Span<UInt8>) -> Bool {
    let digest = HashAlgorithm.sha256.digest(of: sent)
    var isFound = false
    for candidate in digests {
      let isEqual = ConstantTime.areEqual(candidate.span, digest.span)
      isFound = isFound || isEqual
    }
    return isFound
  }
}
