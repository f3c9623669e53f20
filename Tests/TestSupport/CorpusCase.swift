/// A line of a table in `Fixtures/Corpus/http`: bytes, and what must become of them.
package struct CorpusCase: Sendable, CustomStringConvertible {
  package var name: String
  /// The words of the expectation, unescaped.
  package var expectation: [String]
  package var bytes: [UInt8]

  package var description: String { name }

  /// Whether all lines of the bytes are whole, so that a parser cannot wait for the rest of one.
  package var endsInLineFeed: Bool { bytes.last == 10 }

  package static func load(_ file: String) -> [CorpusCase] {
    guard let bytes = try? readFile("\(projectFolder)/Fixtures/Corpus/http/\(file)") else {
      return []
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      return CorpusCase(
        name: String(columns[0]),
        expectation: columns[1].split(separator: " ").map {
          String(decoding: unescaped($0), as: UTF8.self)
        },
        bytes: columns.count > 2 ? unescaped(columns[2]) : [])
    }
  }

  /// Undoes `\r \n \t \0 \s \\ \xHH` and `\{N*text}`.
  private static func unescaped(_ text: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch kind {
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "0"): bytes.append(0)
      case UInt8(ascii: "s"): bytes.append(32)
      case UInt8(ascii: "x"):
        bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      case UInt8(ascii: "{"):
        let body = rest.prefix { $0 != UInt8(ascii: "}") }
        rest = rest.dropFirst(body.count + 1)
        let parts = Substring(body).split(separator: "*", maxSplits: 1)
        let piece = unescaped(parts[1])
        for _ in 0..<(Int(parts[0]) ?? 0) { bytes += piece }
      default: bytes.append(kind)
      }
    }
    return bytes
  }
}

/// Where the project is, found from where this source file stands.
private let projectFolder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
