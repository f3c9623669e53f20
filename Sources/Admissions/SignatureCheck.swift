import Cryptography
import HTTPSyntax
import Instants
import Manifests
import Routing

/// Finds the signature that a sender's head holds, in the form that its scheme publishes.
struct SignatureCheck: Sendable {
  private let scheme: HMACSpec.Scheme
  private let keys: [AuthenticationKey]
  private let toleranceSeconds: Int64
  private let realm: SourceName

  init(_ spec: HMACSpec, realm: SourceName) {
    scheme = spec.scheme
    toleranceSeconds = spec.tolerance.components.seconds
    self.realm = realm
    keys = spec.secrets.map { secret in
      let bytes =
        if case .standard = spec.scheme, let key = HMACSpec.standardKey(secret.revealed) {
          key
        } else {
          Array(secret.revealed.utf8)
        }
      return AuthenticationKey(bytes.span, spec.scheme.algorithm)
    }
  }

  func judge(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, at now: WallTime
  ) -> Admission.Verdict {
    do throws(Refusal) {
      let signature = try read(head, bytes)
      // In seconds: what a sender writes may lie beyond what a time can hold.
      if let time = signature.time, abs(now.secondsSinceEpoch - time) > toleranceSeconds {
        throw stale
      }
      return .sealed(
        BodySeal(start: signature.start, codes: signature.codes, keys: keys, broken: invalid))
    } catch {
      return .refused(error)
    }
  }

  private func read(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) throws(Refusal) -> Signature {
    let signature: Signature? =
      switch scheme {
      case .standard:
        Signature(
          standard: bytes.bytes(try field("webhook-signature", head, bytes)),
          id: bytes.bytes(try field("webhook-id", head, bytes)),
          time: bytes.bytes(try field("webhook-timestamp", head, bytes)))
      case .github: Signature(github: bytes.bytes(try field("X-Hub-Signature-256", head, bytes)))
      case .stripe: Signature(stripe: bytes.bytes(try field("Stripe-Signature", head, bytes)))
      case .slack:
        Signature(
          slack: bytes.bytes(try field("X-Slack-Signature", head, bytes)),
          time: bytes.bytes(try field("X-Slack-Request-Timestamp", head, bytes)))
      case .generic(let generic):
        Signature(bytes.bytes(try field(generic.header, head, bytes)), generic)
      }
    guard let signature else { throw invalid }
    return signature
  }

  private func field(
    _ name: String, _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) throws(Refusal) -> ByteRange {
    switch SentField(name, of: head, bytes) {
    case .one(let range): return range
    case .none: throw .unauthorized(.missing, "sign what you send: `\(name)` is missing", challenge)
    case .several: throw invalid
    }
  }

  private var invalid: Refusal {
    .unauthorized(.invalid, "the signature is not accepted", challenge)
  }

  private var stale: Refusal {
    .unauthorized(.stale, "the signature's time is too far from now", challenge)
  }

  private var challenge: String { "HMAC realm=\"\(realm)\"" }
}

extension HMACSpec.Scheme {
  fileprivate var algorithm: HashAlgorithm {
    guard case .generic(let generic) = self else { return .sha256 }
    return switch generic.algorithm {
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    }
  }
}
