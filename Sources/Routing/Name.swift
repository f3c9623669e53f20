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
    guard text.utf8.count <= 63, Self.isRight(text) else { return nil }
    self.init(unchecked: text)
  }

  /// A name as an operator writes it: also one that the router has for itself (`isInner`), made of a
  /// user's or not.
  package init?(operated text: String) {
    guard text.utf8.first == UInt8(ascii: "_") else {
      self.init(text)
      return
    }
    guard text.utf8.count <= 100, Self.isRight(String(text.dropFirst())) else { return nil }
    self.init(unchecked: text)
  }

  private static func isRight(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return isLetterOrDigit(first)
      && text.utf8.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: ".")
      }
  }

  package var description: String { text }
  /// Whether the router has it for itself: no name of a user's begins like this.
  package var isInner: Bool { text.utf8.first == UInt8(ascii: "_") }
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
