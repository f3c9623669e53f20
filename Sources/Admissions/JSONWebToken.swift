import JSONSyntax
import Manifests

/// A signed token taken apart (RFC 7515, section 7.1); nothing of it is checked yet.
package struct JSONWebToken: Sendable {
  package let algorithm: JWTSpec.Algorithm
  /// Which of the issuer's keys has signed it.
  package let keyID: String?
  package let claims: JSONValue
  /// Bytes from the token's first one that are signed.
  package let signedBytes: Int
  package let signature: [UInt8]

  /// Bytes of a token.
  package static let maxBytes = 8_192

  /// nil where it is no token, or one that asks for something that is not understood.
  package init?(_ token: Span<UInt8>) {
    guard token.count <= JSONWebToken.maxBytes else { return nil }
    var dots: [Int] = []
    for index in token.indices where token[index] == UInt8(ascii: ".") { dots.append(index) }
    guard dots.count == 2,
      let header = JSONWebToken.object(token.extracting(0..<dots[0])),
      let claims = JSONWebToken.object(token.extracting((dots[0] + 1)..<dots[1])),
      let signature = Base64URL.decode(token.extracting((dots[1] + 1)..<token.count)),
      let algorithm = header["alg"]?.string.flatMap(JWTSpec.Algorithm.init),
      // RFC 7515, section 4.1.11: whoever does not understand what is critical refuses.
      header["crit"] == nil, !signature.isEmpty
    else { return nil }
    if let id = header["kid"], id.string == nil { return nil }
    self.algorithm = algorithm
    keyID = header["kid"]?.string
    self.claims = claims
    signedBytes = dots[1]
    self.signature = signature
  }

  private static func object(_ part: Span<UInt8>) -> JSONValue? {
    guard let bytes = Base64URL.decode(part) else { return nil }
    do throws(JSONError) {
      let value = try JSONValue(parsing: bytes.span, limits: JSONLimits(maximumDepth: 16))
      return value.object == nil ? nil : value
    } catch {
      return nil
    }
  }
}
