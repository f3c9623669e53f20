/// Names of protocols as TLS negotiates them (RFC 7301).
enum ProtocolName {
  static let http11 = Array("http/1.1".utf8)
}
