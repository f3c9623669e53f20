/// Blanks comments and the contents of strings, so that rules look at code only.
struct CodeMask {
  private var rest: ArraySlice<UInt8>
  private var output: [UInt8] = []

  static func mask(_ text: String) -> String {
    var mask = CodeMask(rest: Array(text.utf8)[...])
    mask.run()
    return String(decoding: mask.output, as: UTF8.self)
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  private mutating func run() {
    while let byte = rest.first {
      if starts("//") {
        blank { $0.rest.first == 10 }
      } else if starts("/*") {
        blankBlockComment()
      } else if let (hashes, quotes) = openingQuote() {
        blankString(hashes: hashes, quotes: quotes)
      } else {
        output.append(byte)
        rest.removeFirst()
      }
    }
  }

  private mutating func blankBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") { depth += 1 } else if starts("*/") { depth -= 1 }
      let isDelimiter = starts("/*") || starts("*/")
      for _ in 0..<(isDelimiter ? 2 : 1) { blankByte() }
    } while depth > 0 && !rest.isEmpty
  }

  /// How many `#` and quotation marks open a string here.
  private func openingQuote() -> (hashes: Int, quotes: Int)? {
    let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
    let quotes = rest.dropFirst(hashes).prefix { $0 == UInt8(ascii: "\"") }.count
    guard quotes > 0 else { return nil }
    return (hashes, quotes >= 3 ? 3 : 1)
  }

  private mutating func blankString(hashes: Int, quotes: Int) {
    let end = String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)
    let escape = "\\" + String(repeating: "#", count: hashes)
    for _ in 0..<(hashes + quotes) { take() }
    while !rest.isEmpty, !starts(end) {
      if quotes == 1, rest.first == 10 { return }
      if starts(escape) {
        for _ in 0..<escape.utf8.count { blankByte() }
        if starts("(") {
          skipInterpolation()
          continue
        }
      }
      blankByte()
    }
    for _ in 0..<min(end.utf8.count, rest.count) { take() }
  }

  /// What is interpolated counts as text too: rules lose little by it.
  private mutating func skipInterpolation() {
    var depth = 0
    repeat {
      if starts("(") { depth += 1 }
      if starts(")") { depth -= 1 }
      blankByte()
    } while depth > 0 && !rest.isEmpty
  }

  private mutating func blank(until isEnd: (CodeMask) -> Bool) {
    while !rest.isEmpty, !isEnd(self) { blankByte() }
  }

  private mutating func blankByte() {
    guard let byte = rest.popFirst() else { return }
    output.append(byte == 10 ? 10 : 32)
  }

  private mutating func take() {
    if let byte = rest.popFirst() { output.append(byte) }
  }

  private func starts(_ text: String) -> Bool { rest.starts(with: text.utf8) }
}
