import Manifests

extension AdminRequest {
  /// What whoever asks this must be.
  var demandedRole: AdminRole {
    if method == "GET" || method == "HEAD" { return .read }
    // Asks a question that is too long for a URL.
    if segments == ["v1", "explain"] { return .read }
    // Actions, as `:invoke`, stand behind what they act on.
    if method == "POST", segments.last?.contains(":") == true { return .operate }
    return .admin
  }
}
