/// Names of headers that a manifest may add to requests.
enum HeaderName {
  /// What is wrong with a name in lower case, as the rest of a sentence; nil where nothing is.
  static func problem(in name: String) -> String? {
    guard isToken(name) else {
      return "which is no header's name"
    }
    if name.hasPrefix("ce-") { return "which holds an attribute of the event" }
    return routersOwn.contains(name) ? "which the router writes itself" : nil
  }

  /// What frames a request, and what only concerns one connection (RFC 9110, section 7.6.1).
  private static let routersOwn: Set<String> = [
    "connection", "content-length", "content-type", "expect", "host", "keep-alive",
    "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
  ]

  static func isToken(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(isTokenByte)
  }

  /// A byte of a token (RFC 9110, section 5.6.2).
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
