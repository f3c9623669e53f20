import Admissions
import Manifests
import Synchronization

/// Who may do what on the admin API, as the manifest says now.
package final class AdminAccess: Sendable {
  private struct Grant: Sendable {
    var token: SecretSet
    var role: AdminRole
  }

  /// The grant of the environment's token, which no manifest takes away.
  private let fixed: [Grant]
  /// Whether everybody may do everything while there is no token at all.
  private let mayBeOpen: Bool
  private let declared = Mutex<[Grant]>([])

  /// - Parameters:
  ///   - token: that of the environment; its role is `admin`.
  ///   - mayBeOpen: whether only this machine reaches the API.
  package init(token: String?, mayBeOpen: Bool) {
    fixed = token.map { [Grant(token: SecretSet([$0]), role: .admin)] } ?? []
    self.mayBeOpen = mayBeOpen
  }

  /// Takes the tokens of a manifest in place of those before.
  package func adopt(_ spec: AdminSpec) {
    let grants = spec.grants.map { Grant(token: SecretSet([$0.token.revealed]), role: $0.role) }
    declared.withLock { $0 = grants }
  }

  /// Whether nobody gets in: there is no token, and other machines reach the API.
  package var isClosed: Bool {
    !mayBeOpen && fixed.isEmpty && declared.withLock { $0.isEmpty }
  }

  /// The highest role of who sends this token; nil where it has none.
  func role(of token: String?) -> AdminRole? {
    let grants = fixed + declared.withLock { $0 }
    if grants.isEmpty { return mayBeOpen ? .admin : nil }
    guard let token else { return nil }
    var role: AdminRole?
    // All of them are compared, so that time does not tell which one it was.
    for grant in grants where grant.token.contains(token.utf8Span.span) {
      role = max(role ?? grant.role, grant.role)
    }
    return role
  }
}
