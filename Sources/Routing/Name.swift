/// A name that a user gave to something in a manifest.
///
/// 1 to 63 characters of `a-z A-Z 0-9 - _ .`, the first a letter or digit.
package protocol Name: Sendable, Hashable, Comparable, CustomStringConvertible {
  var text: String { get }
  init(unchecked text: String)
}

extension Name {
  /// Returns nil where `text` breaks the rule of names.
  package init?(_ text: String) {
    guard (1...63).contains(text.utf8.count), let first = text.utf8.first,
      isLetterOrDigit(first),
      text.utf8.allSatisfy({
        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: ".")
      })
    else { return nil }
    self.init(unchecked: text)
  }

  package var description: String { text }
  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}
