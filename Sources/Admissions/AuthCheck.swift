import CloudEvents
import HTTPSyntax
import Instants
import JSONSyntax
import Manifests
import Routing

/// Checks what a sender sends to prove that it may send.
struct AuthCheck: Sendable {
  private let scheme: Scheme
  private let realm: SourceName

  private enum Scheme: Sendable {
    case none
    case bearer(SecretSet)
    case basic(SecretSet)
    case header(String, SecretSet)
    case query(String, SecretSet)
    case token(TokenCheck)
    case signature(SignatureCheck)
  }

  init(_ spec: AuthSpec?, realm: SourceName, memory: AdmissionMemory) {
    self.realm = realm
    scheme =
      switch spec {
      case nil: .none
      case .bearer(let tokens): .bearer(SecretSet(tokens.map(\.revealed)))
      case .basic(let users):
        .basic(SecretSet(users.map { "\($0.name):\($0.password.revealed)" }))
      case .apiKey(let spec):
        switch spec.place {
        case .header(let name): .header(name, SecretSet(spec.keys.map(\.revealed)))
        case .query(let name): .query(name, SecretSet(spec.keys.map(\.revealed)))
        }
      case .jwt(let spec): .token(TokenCheck(spec, ring: memory.ring(for: spec), realm: realm))
      case .hmac(let spec): .signature(SignatureCheck(spec, realm: realm))
      }
  }

  var needsBody: Bool {
    if case .signature = scheme { true } else { false }
  }

  func judge(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, at now: WallTime
  ) -> Admission.Verdict {
    let refusal: Refusal?
    switch scheme {
    case .none: refusal = nil
    case .bearer(let tokens): refusal = bearerRefusal(tokens, head, bytes)
    case .basic(let users): refusal = basicRefusal(users, head, bytes)
    case .header(let name, let keys): refusal = headerRefusal(name, keys, head, bytes)
    case .query(let name, let keys): refusal = queryRefusal(name, keys, head, bytes)
    case .token(let check): refusal = tokenRefusal(check, head, bytes, now)
    case .signature(let check): return check.judge(head, bytes, at: now)
    }
    return refusal.map { .refused($0) } ?? .admitted
  }

  /// Takes in what tells this sender from others, of a request that was let in: a token, a user, a
  /// key, or who a token was issued to.
  func hashSender(
    of head: borrowing RequestHead, _ bytes: Span<UInt8>, into hasher: inout Hasher
  ) {
    switch scheme {
    case .none, .signature: break
    case .bearer: hashCredentials("Bearer", head, bytes, into: &hasher)
    case .basic: hashCredentials("Basic", head, bytes, into: &hasher)
    case .token:
      guard case .credentials(let range) = Authorization("Bearer", head, bytes),
        let token = JSONWebToken(bytes.bytes(range))
      else { return }
      hasher.combine(token.claims["iss"])
      hasher.combine(token.claims["sub"])
    case .header(let name, _):
      if case .one(let range) = SentField(name, of: head, bytes) {
        hasher.combine(bytes: bytes.bytes(range))
      }
    case .query(let name, _):
      hasher.combine(head.query.flatMap { QueryParameters(bytes.bytes($0)) }?[name])
    }
  }

  private func hashCredentials(
    _ scheme: String, _ head: borrowing RequestHead, _ bytes: Span<UInt8>,
    into hasher: inout Hasher
  ) {
    guard case .credentials(let range) = Authorization(scheme, head, bytes) else { return }
    hasher.combine(bytes: bytes.bytes(range))
  }

  /// RFC 6750, section 2.1.
  private func bearerRefusal(
    _ tokens: SecretSet, _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) -> Refusal? {
    switch Authorization("Bearer", head, bytes) {
    case .missing: .noToken(realm)
    case .ambiguous: .badToken(.invalid, realm)
    case .credentials(let range):
      tokens.contains(bytes.bytes(range)) ? nil : .badToken(.invalid, realm)
    }
  }

  private func tokenRefusal(
    _ check: TokenCheck, _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ now: WallTime
  ) -> Refusal? {
    switch Authorization("Bearer", head, bytes) {
    case .missing: return .noToken(realm)
    case .ambiguous: return .badToken(.invalid, realm)
    case .credentials(let range):
      do throws(Refusal) {
        _ = try check.claims(bytes.bytes(range), at: now)
        return nil
      } catch {
        return error
      }
    }
  }

  /// RFC 7617.
  private func basicRefusal(
    _ users: SecretSet, _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) -> Refusal? {
    let challenge = "Basic realm=\"\(realm)\", charset=\"UTF-8\""
    switch Authorization("Basic", head, bytes) {
    case .missing:
      return .unauthorized(
        .missing, "send user and password as `Authorization: Basic …`", challenge)
    case .credentials(let range):
      if let sent = Base64.decode(bytes.bytes(range)), users.contains(sent.span) { return nil }
    case .ambiguous: break
    }
    return .unauthorized(.invalid, "user and password are not accepted", challenge)
  }

  private func headerRefusal(
    _ name: String, _ keys: SecretSet, _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) -> Refusal? {
    switch SentField(name, of: head, bytes) {
    case .none: missingKey("send a key in the header `\(name)`")
    case .several: invalidKey
    case .one(let range): keys.contains(bytes.bytes(range)) ? nil : invalidKey
    }
  }

  private func queryRefusal(
    _ name: String, _ keys: SecretSet, _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) -> Refusal? {
    let query = head.query.flatMap { QueryParameters(bytes.bytes($0)) }
    let sent = query?.all(name) ?? []
    guard let key = sent.first else {
      return missingKey("send a key as the query parameter `\(name)`")
    }
    return sent.count == 1 && keys.contains(Array(key.utf8).span) ? nil : invalidKey
  }

  private func missingKey(_ detail: String) -> Refusal {
    .unauthorized(.missing, detail, "ApiKey realm=\"\(realm)\"")
  }

  private var invalidKey: Refusal {
    .unauthorized(.invalid, "the key is not accepted", "ApiKey realm=\"\(realm)\"")
  }
}
