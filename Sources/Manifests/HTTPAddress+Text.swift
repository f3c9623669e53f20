extension HTTPAddress {
  /// Reads `http://HOST[:PORT][/PATH][?QUERY]`, the same with `https://`, or `unix:/FILE[:/PATH]`.
  static func read(_ text: String) -> Result<HTTPAddress, AddressFault> {
    if text.hasPrefix("unix:") { return readSocket(text.dropFirst("unix:".count)) }
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

  private static let socketForm =
    "`unix:/FILE` or `unix:/FILE:/PATH`, with a file of at most \(longestSocket) bytes"
  /// The most bytes that the path of a socket's file may have: unix(7).
  private static let longestSocket = 107

  /// Reads `/FILE[:/PATH][?QUERY]`; as with nginx the file has no colon in it.
  private static func readSocket(_ text: Substring) -> Result<HTTPAddress, AddressFault> {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let file = String(parts[0])
    let path = parts.count > 1 ? parts[1] : "/"
    guard (2...longestSocket).contains(file.utf8.count), file.hasPrefix("/"),
      !file.hasSuffix("/"), file.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), isPath(path)
    else { return .failure(AddressFault(allowed: socketForm)) }
    return .success(HTTPAddress(socket: file, path: String(path)))
  }

  /// The address as text, with its port.
  package var text: String {
    if let socket { return "unix:\(socket):\(path)" }
    return "\(isTLS ? "https" : "http")://\(HostAndPort.written(host: host, port: port))\(path)"
  }

  /// Whether it is a path, with or without a query, as a request line has it.
  static func isPath(_ text: Substring) -> Bool {
    text.hasPrefix("/") && text.utf8.allSatisfy(isPathByte)
  }

  /// What the `Host` header says (RFC 9110, section 7.2).
  package var authority: String {
    port == HTTPAddress.defaultPort(isTLS: isTLS)
      ? HostAndPort.written(host: host) : HostAndPort.written(host: host, port: port)
  }

  /// What a request line may hold (RFC 3986, section 3.3 and 3.4); no fragment.
  private static func isPathByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x24...0x3B, 0x3D, 0x3F...0x5A, 0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
    default: false
    }
  }
}
