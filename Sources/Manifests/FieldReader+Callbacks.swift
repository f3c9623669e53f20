extension FieldReader {
  /// `any`, `off`, or a list of URLs below which results may be posted.
  func callbacks() -> CallbacksSpec? {
    let allowed = "`any`, `off`, or a list of URLs"
    if case .sequence = node.content {
      return distinctList(allowed: allowed, by: \.address) { $0.callbackPrefix() }
        .map { .only($0) }
    }
    guard let text = text(allowed: allowed) else { return nil }
    switch text.text {
    case "any": return .any
    case "off": return .off
    default:
      let isURL = URLScheme(text.text) != nil && !text.isSecret
      refuse(
        text, allowed: allowed,
        hint: isURL ? "Write it as a list: \("[\(text.text)]".shown)." : nil, near: ["any", "off"])
      return nil
    }
  }

  private func callbackPrefix() -> CallbackPrefix? {
    let allowed = "`http://HOST[:PORT][/PATH]` or `https://…`, without user and query"
    guard let text = text(allowed: allowed) else { return nil }
    guard let address = HTTPAddress(callback: text.text), !address.path.contains("?") else {
      text.written.contains("@")
        ? refuse("found a URL with a user in it", allowed: allowed) : refuse(text, allowed: allowed)
      return nil
    }
    return CallbackPrefix(address, isSecret: text.isSecret)
  }
}
