extension HTTPAddress {
  /// Reads `http://HOST[:PORT][/PATH][?QUERY]`, or the same with `https://`.
  static func read(_ text: String) -> Result<HTTPAddress, AddressFault> {
    guard let scheme = URLScheme(text) else {
      let isHost = HostAndPort(text.prefix { $0 != "/" }) != nil
      return .failure(AddressFault(hint: isHost ? "Did you mean \("http://\(text)".shown)?" : nil))
    }
    guard ["http", "https"].contains(scheme.name) else { return .failure(AddressFault()) }
    let isTLS = scheme.name == "https"
    let end = scheme.rest.firstIndex { "/?#".contains($0) } ?? scheme.rest.endIndex
    let authority = scheme.rest[..<end]
    let path = scheme.rest[end...]
    if authority.contains("@") {
      return .failure(
        AddressFault(
          allowed: "an address without user and password, and an `Authorization` header"))
    }
    guard let hostAndPort = HostAndPort(authority), path.utf8.allSatisfy(isPathByte) else {
      return .failure(AddressFault())
    }
    return .success(
      HTTPAddress(
        host: hostAndPort.host, port: hostAndPort.port ?? HTTPAddress.defaultPort(isTLS: isTLS),
        path: path.hasPrefix("/") ? String(path) : "/\(path)", isTLS: isTLS))
  }

  /// The address as text, with its port.
  package var text: String {
    "\(isTLS ? "https" : "http")://\(HostAndPort.written(host: host, port: port))\(path)"
  }

  /// What a request line may hold (RFC 3986, section 3.3 and 3.4); no fragment.
  private static func isPathByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x24...0x3B, 0x3D, 0x3F...0x5A, 0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
    default: false
    }
  }
}
