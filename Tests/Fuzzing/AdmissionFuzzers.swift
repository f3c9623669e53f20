import Admissions
import JSONSyntax

@testable import Manifests

/// The fields of webhook signatures: three lines.
func fuzzSignature(_ bytes: [UInt8]) {
  let lines = bytes.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false)
    .map(Array.init)
  let first = lines[0]
  let second = lines.count > 1 ? lines[1] : []
  let third = lines.count > 2 ? lines[2] : []
  check(Signature(standard: first.span, id: second.span, time: third.span), hasTime: true)
  check(Signature(github: first.span), hasTime: false)
  check(Signature(stripe: first.span), hasTime: true)
  check(Signature(slack: first.span, time: second.span), hasTime: true)
  for encoding in HMACSpec.Encoding.allCases {
    let form = HMACSpec.Generic(
      header: "X-Sign", encoding: encoding, prefix: String(decoding: second, as: UTF8.self))
    check(Signature(first.span, form), hasTime: false)
  }
}

private func check(_ signature: Signature?, hasTime: Bool) {
  guard let signature else { return }
  precondition((1...16).contains(signature.codes.count))
  precondition(signature.codes.allSatisfy { !$0.isEmpty })
  precondition((signature.time != nil) == hasTime && signature.start.isEmpty == !hasTime)
}

/// A token, and whatever may stand for keys.
func fuzzToken(_ bytes: [UInt8]) {
  if let token = JSONWebToken(bytes.span) {
    precondition(bytes.count <= JSONWebToken.maxBytes && !token.signature.isEmpty)
    precondition(bytes[token.signedBytes] == UInt8(ascii: ".") && token.claims.object != nil)
  }
  if let keys = try? KeySet(bytes.span) { precondition(!keys.isEmpty) }
  if let decoded = Base64URL.decode(bytes.span) {
    precondition(decoded.count == bytes.count * 3 / 4)
  }
}
