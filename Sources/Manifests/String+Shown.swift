extension String {
  /// The text as problems show it: in backticks, on one line, cut after 60 characters.
  var shown: String {
    let limit = 60
    let start = unicodeScalars.prefix(limit + 1)
    guard start.count > limit else { return "`\(escapingControls)`" }
    return "`\(String(String.UnicodeScalarView(start.prefix(limit))).escapingControls)…`"
  }

  /// The text without anything that would break a line or steer a terminal.
  package var escapingControls: String {
    guard unicodeScalars.contains(where: steersOutput) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where steersOutput(scalar):
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Collection where Element == String {
  /// `` `a`, `b`, `c` `` and how many more where there are more than `limit`.
  func listed(limit: Int = 12) -> String {
    let names = prefix(limit).map(\.shown).joined(separator: ", ")
    return count > limit ? "\(names) and \(count - limit) more" : names
  }
}

/// Control characters, line separators and marks that turn the direction of writing.
private func steersOutput(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069,
    0xFEFF:
    true
  default: false
  }
}
