/// An `http://` or `https://` address, or one behind a Unix-domain socket, taken apart once.
package struct HTTPAddress: Sendable, Hashable {
  /// The port that stands in no `Host` header (RFC 9110, section 4.2).
  package static func defaultPort(isTLS: Bool) -> UInt16 { isTLS ? 443 : 80 }

  /// A name or an address, without brackets; `localhost` for a socket, as nginx calls it.
  package var host: String
  package var port: UInt16
  /// Path and query, beginning with `/`.
  package var path: String
  /// Whether it is an `https://` address.
  package var isTLS: Bool
  /// The file of a Unix-domain socket, which is spoken to instead of host and port.
  package var socket: String?

  package init(host: String, port: UInt16, path: String, isTLS: Bool = false) {
    self.host = host
    self.port = port
    self.path = path
    self.isTLS = isTLS
  }

  package init(socket: String, path: String) {
    self.init(host: "localhost", port: HTTPAddress.defaultPort(isTLS: false), path: path)
    self.socket = socket
  }
}
