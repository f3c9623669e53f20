import EventLoops
import HTTPTransport

/// Where the admin API of a router is: `--admin` of the commands that ask it.
struct AdminAddress: Sendable {
  let place: UpstreamPlace
  let isTLS: Bool
  /// As the user wrote it, without `http://` and a slash at the end.
  let written: String

  /// Reads `HOST:PORT`, also with `http://` or `https://` before it, or `unix:PATH`; nil for
  /// anything else.
  init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst("unix:".count))
      guard SocketAddress(path: path) != nil else { return nil }
      (place, isTLS, written) = (.file(path), false, text)
      return
    }
    var rest = text[...]
    isTLS = rest.hasPrefix("https://")
    if isTLS { rest = rest.dropFirst("https://".count) }
    if rest.hasPrefix("http://") { rest = rest.dropFirst("http://".count) }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    written = isTLS ? "https://\(rest)" : String(rest)
    guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...])
    else { return nil }
    var host = String(rest[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    guard host.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }) else {
      return nil
    }
    // What a router listens on everywhere by is reached here by loopback.
    if host.isEmpty || host == "*" || host == "0.0.0.0" { host = "127.0.0.1" }
    place = .host(host, port: port)
  }

  /// The name that its certificate must be made for.
  var serverName: String {
    if case .host(let host, port: _) = place { host } else { "localhost" }
  }

  /// What the `Host` header says (RFC 9110, section 7.2).
  var authority: String {
    guard case .host(let host, let port) = place else { return "localhost" }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
