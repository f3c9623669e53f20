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

  /// - Parameter source: the name that challenges give as their realm.
  package init(_ spec: AdmissionSpec, source: SourceName) {
    addresses = AddressRule(allow: spec.allow, deny: spec.deny)
    check = AuthCheck(spec.auth, realm: source)
    credentials = CredentialPlaces(spec.auth)
    needsPeer = addresses != nil
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
    return check.judge(head, bytes, at: now)
  }
}
