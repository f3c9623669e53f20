/// The scheme of a URL, in lower case, and what follows `://`.
struct URLScheme {
  let name: String
  let rest: Substring

  /// Nil where the text has no `://`.
  init?(_ text: String) {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
      text[colon...].utf8.starts(with: "://".utf8)
    else { return nil }
    name = text[..<colon].lowercased()
    rest = text[text.utf8.index(colon, offsetBy: 3)...]
  }
}
