extension FieldReader {
  /// Reads `admin`; grants of several files add up.
  func admin() {
    guard !isNull else { return }
    let grants: [AdminSpec.Grant]? = authMapping(allowed: "a map with `tokens`") { map in
      map.required("tokens") { field in
        let allowed = "a list of tokens, each with its role"
        return field.refusesText(allowed: allowed)
          ? nil : field.list(allowed: allowed) { $0.grant() }
      }
    }
    for grant in grants ?? [] {
      if reading.admin.grants.contains(where: { $0.token.revealed == grant.token.revealed }) {
        refuse("found a token that has a role already", allowed: "each token once")
      } else {
        reading.admin.grants.append(grant)
      }
    }
    if reading.admin.grants.count > AdminSpec.maxGrants {
      refuse(
        "found \(reading.admin.grants.count) tokens", allowed: "at most \(AdminSpec.maxGrants)")
    }
    _ = reading.takeConcealed()
  }

  private func grant() -> AdminSpec.Grant? {
    authMapping(allowed: "a map with `token` and `role`") { map in
      let token = map.required("token") { field in
        field.credential("token") { (0x21...0x7E).contains($0) }
      }
      let role = map.required("role") { $0.choice(AdminRole.self) }
      guard let token, let role else { return nil }
      return AdminSpec.Grant(token: token, role: role)
    }
  }
}
