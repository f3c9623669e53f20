/// Where the results of queued calls may be posted: whoever may call says where, and the router's
/// own network may be no place for them (server-side request forgery).
package enum CallbacksSpec: Sendable, Hashable {
  /// Anywhere, as long as nobody but this machine's own programs can call: the default.
  case local
  case any
  case off
  /// Below one of these, path by path; at least one.
  case only([CallbackPrefix])

  /// Whether a result may be posted there.
  package func allows(_ address: HTTPAddress) -> Bool {
    switch self {
    case .local, .any: true
    case .off: false
    case .only(let prefixes): prefixes.contains { $0.contains(address) }
    }
  }

  /// Why a caller may not have a result posted there, for people; nil where it may.
  ///
  /// - Parameter isLocal: whether only this machine's own programs can call.
  package func refusal(of address: HTTPAddress, isLocal: Bool) -> String? {
    switch self {
    case .local where !isLocal:
      "others than this machine may call, so that callbacks need `callbacks` in the manifest: "
        + "`any`, or a list of URLs"
    case .off: "the manifest's `callbacks` is `off`"
    case .only where !allows(address):
      "the manifest's `callbacks` has no URL that this one is below"
    case .local, .any, .only: nil
    }
  }
}
