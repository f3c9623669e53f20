/// The address of an MQTT broker, taken apart.
struct MQTTBroker: Hashable {
  var host: String
  var port: UInt16
  var isTLS: Bool
  var username: Secret?
  var password: Secret?

  /// Reads `mqtt://[USER[:PASSWORD]@]HOST[:PORT]` and `mqtts://…`.
  static func read(_ text: String, isSecret: Bool) -> Result<MQTTBroker, AddressFault> {
    guard let scheme = URLScheme(text) else {
      let isHost = HostAndPort(text[...]) != nil
      return .failure(AddressFault(hint: isHost ? "Did you mean \("mqtt://\(text)".shown)?" : nil))
    }
    guard scheme.name == "mqtt" || scheme.name == "mqtts" else { return .failure(AddressFault()) }
    var authority = scheme.rest
    if authority.hasSuffix("/") { authority.removeLast() }
    var username: Secret?
    var password: Secret?
    if let at = authority.lastIndex(of: "@") {
      let parts = authority[..<at].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let user = percentDecoded(parts[0]),
        let word = parts.count < 2 ? "" : percentDecoded(parts[1])
      else {
        return .failure(
          AddressFault(
            allowed: "percent-encoded user and password",
            hint: "Write them as `username` and `password` instead."))
      }
      username = Secret(user, isSecret: isSecret)
      if parts.count == 2 { password = Secret(word, isSecret: true) }
      authority = authority[authority.index(after: at)...]
    }
    guard let hostAndPort = HostAndPort(authority) else { return .failure(AddressFault()) }
    let isTLS = scheme.name == "mqtts"
    return .success(
      MQTTBroker(
        host: hostAndPort.host, port: hostAndPort.port ?? (isTLS ? 8883 : 1883), isTLS: isTLS,
        username: username, password: password))
  }

  /// RFC 3986, section 2.1; nil where an escape or the UTF-8 of the result is broken.
  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2,
        digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
        let value = UInt8(Substring(digits), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
