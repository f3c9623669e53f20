/// A URL below which results may be posted.
package struct CallbackPrefix: Sendable, Hashable, CustomStringConvertible {
  package let address: HTTPAddress
  /// Whether a placeholder brought it in.
  let isSecret: Bool

  init(_ address: HTTPAddress, isSecret: Bool = false) {
    self.address = address
    self.isSecret = isSecret
  }

  package var description: String { isSecret ? "***" : address.text }

  /// Whether a URL has the same scheme, host and port, and a path that begins with all segments of
  /// this one's, as they are written.
  func contains(_ url: HTTPAddress) -> Bool {
    guard url.socket == nil, url.isTLS == address.isTLS, url.port == address.port,
      url.host.lowercased() == address.host.lowercased()
    else { return false }
    let (segments, wanted) = (url.segments, address.segments)
    return segments.starts(with: wanted) && (wanted.isEmpty || !segments.contains(where: climbs))
  }

  /// Whether some server might take a segment for a way up, however it is encoded.
  private func climbs(_ segment: Substring) -> Bool {
    var text = segment.lowercased()
    while text.contains("%25") { text = text.replacing("%25", with: "%") }
    text = text.replacing("%2e", with: ".").replacing("%3b", with: ";")
    let name = text.prefix { $0 != ";" }
    return name == "." || name == ".." || text.contains("%2f") || text.contains("%5c")
  }
}

extension HTTPAddress {
  /// Of the path, without the query and without an empty one at the end.
  fileprivate var segments: [Substring] {
    var segments = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
      .dropFirst()
    if segments.last?.isEmpty == true { segments.removeLast() }
    return Array(segments)
  }
}
