/// Where an upstream is.
package enum UpstreamPlace: Sendable, Hashable {
  /// A name or an address, without brackets.
  case host(String, port: UInt16)
  /// The path of a Unix-domain socket.
  case file(String)
}
