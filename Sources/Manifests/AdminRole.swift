/// What a token of the admin API is good for; each role holds those before it.
package enum AdminRole: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Looks at everything.
  case read
  /// Also acts on what is declared: invokes, pauses, resumes, delivers again.
  case operate
  /// Also declares.
  case admin

  private var rank: Int {
    switch self {
    case .read: 0
    case .operate: 1
    case .admin: 2
    }
  }

  package static func < (left: AdminRole, right: AdminRole) -> Bool { left.rank < right.rank }
}
