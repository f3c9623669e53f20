import EventLoops

extension Service {
  /// Reads `HOST:PORT` or `unix:PATH`.
  ///
  /// - Throws: `ServiceError.address` for anything else.
  static func address(_ option: String, _ text: String) throws(ServiceError) -> SocketAddress {
    let wrong = ServiceError.address(option: option, value: text)
    if text.hasPrefix("unix:") {
      guard let address = SocketAddress(path: String(text.dropFirst("unix:".count))) else {
        throw wrong
      }
      return address
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { throw wrong }
    var host = String(text[..<colon])
    if host == "localhost" { host = "127.0.0.1" }
    if host.isEmpty || host == "*" { host = "0.0.0.0" }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard let address = SocketAddress(host: host, port: port) else { throw wrong }
    return address
  }
}
