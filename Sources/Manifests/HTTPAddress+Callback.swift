extension HTTPAddress {
  /// Bytes of a callback's URL.
  private static let maxCallbackBytes = 4_096

  /// What `init(callback:)` takes, for people.
  package static let callbackForm =
    "`http://HOST[:PORT][/PATH]` or `https://…`, without user and fragment, of at most "
    + "\(maxCallbackBytes) bytes"

  /// Reads the URL that a result is to be posted to; nil where it is none.
  package init?(callback text: String) {
    guard text.utf8.count <= HTTPAddress.maxCallbackBytes,
      case .success(let address) = HTTPAddress.read(text), address.socket == nil
    else { return nil }
    self = address
  }
}
