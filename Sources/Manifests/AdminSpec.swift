/// Who may use the admin API, beside whoever has the token of the environment.
package struct AdminSpec: Sendable, Hashable {
  package struct Grant: Sendable, Hashable {
    package var token: Secret
    package var role: AdminRole
  }

  package var grants: [Grant] = []

  static let maxGrants = 100

  package init() {}
}
