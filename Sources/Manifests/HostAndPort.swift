/// `host:port`, `host`, `[v6]:port` or `[v6]`, taken apart.
struct HostAndPort: Hashable {
  /// Without brackets.
  var host: String
  /// Nil where none is written.
  var port: UInt16?

  /// Nil where the text is neither of them.
  init?(_ text: Substring) {
    var rest = text
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = String(text[text.index(after: text.startIndex)..<end])
      guard HostAndPort.isAddress6(host) else { return nil }
      rest = text[text.index(after: end)...]
    } else {
      let end = text.firstIndex(of: ":") ?? text.endIndex
      host = String(text[..<end])
      guard HostAndPort.isName(host) else { return nil }
      rest = text[end...]
    }
    guard !rest.isEmpty else { return }
    guard rest.first == ":", let port = HostAndPort.port(rest.dropFirst()) else { return nil }
    self.port = port
  }

  /// The host as an authority writes it: an IPv6 address in brackets.
  static func written(host: String, port: UInt16) -> String {
    "\(written(host: host)):\(port)"
  }

  static func written(host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  /// A DNS name or an IPv4 address.
  static func isName(_ text: String) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.utf8.allSatisfy {
          (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
            || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
    }
  }

  private static func isAddress6(_ text: String) -> Bool {
    (2...45).contains(text.utf8.count) && text.contains(":")
      && text.utf8.allSatisfy {
        UnicodeScalar($0).properties.isASCIIHexDigit || $0 == UInt8(ascii: ":")
          || $0 == UInt8(ascii: ".")
      }
  }

  private static func port(_ text: Substring) -> UInt16? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(text), port > 0
    else { return nil }
    return port
  }
}
