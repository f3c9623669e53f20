/// An `http://` address, taken apart once.
package struct HTTPAddress: Sendable, Hashable {
  /// A name or an address, without brackets.
  package var host: String
  package var port: UInt16
  /// Path and query, beginning with `/`.
  package var path: String

  package init(host: String, port: UInt16, path: String) {
    self.host = host
    self.port = port
    self.path = path
  }
}
