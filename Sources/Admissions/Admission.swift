import HTTPSyntax
import Instants
import Manifests
import Routing

/// Decides who may send to one http source.
///
/// It has no clock and no sockets of its own: peer and time are arguments.
package final class Admission: Sendable {
  /// Whether it must be told who is at the other end.
  package let needsPeer: Bool
  /// Whether a body must be read whole before anything is made of it.
  package var needsBody: Bool { check.needsBody }
  /// Headers and query parameters that carry credentials: they go no further than here.
  package let credentials: CredentialPlaces
  private let addresses: AddressRule?
  private let check: AuthCheck
  private let rate: RateRule?

  /// What stands for the source of invocations without one; no source can have such a name.
  package static let invocations = SourceName(unchecked: "/function")

  /// - Parameter source: the name that challenges give as their realm.
  package init(_ spec: AdmissionSpec, source: SourceName, memory: AdmissionMemory) {
    addresses = AddressRule(allow: spec.allow, deny: spec.deny)
    check = AuthCheck(spec.auth, realm: source, memory: memory)
    credentials = CredentialPlaces(spec.auth)
    rate = spec.rate.map { RateRule($0, memory.limiter(of: source, $0)) }
    needsPeer = addresses != nil || spec.rate?.sender == .address
  }

  package enum Verdict {
    case admitted
    /// By the head; the body decides, and is read whole for it.
    case sealed(BodySeal)
    case refused(Refusal)
  }

  /// Judges a request by its head, before its body is read.
  ///
  /// - Parameters:
  ///   - bytes: those that the head was parsed from.
  ///   - peer: the other end of the connection; nil where nobody knows.
  package func judge(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, peer: IPAddress?, at now: WallTime
  ) -> Verdict {
    if let refusal = addresses?.refusal(of: peer) { return .refused(refusal) }
    // Who is told by its address is slowed down before anything is calculated for it.
    if let rate, rate.isByAddress, let refusal = rate.refusal(of: peer, at: now) {
      return .refused(refusal)
    }
    let verdict = check.judge(head, bytes, at: now)
    guard let rate, !rate.isByAddress else { return verdict }
    // Nobody else's account is charged: a signature proves who sent it only with the body.
    let charge = rate.charge(of: head, bytes, provenBy: check)
    switch verdict {
    case .refused: return verdict
    case .sealed(let seal): return .sealed(seal.charging(charge))
    case .admitted: return charge.refusal(at: now).map { .refused($0) } ?? .admitted
    }
  }
}
