import Instants

/// How log lines look.
package enum LogFormat: String, Sendable, CaseIterable {
  /// `2026-11-21T12:00:00.000Z INFO message key=value key="va lue"`
  case text
  /// `{"time":"2026-11-21T12:00:00.000Z","level":"info","message":"…","key":"value"}`
  case json

  /// The most bytes of a message or value that are written; what is longer ends in `…`.
  package static let maxTextBytes = 4_096

  /// One line with its newline, and no other newline in it whatever the message says.
  package func line(time: WallTime, level: LogLevel, message: String, fields: [LogField])
    -> [UInt8]
  {
    var line: [UInt8] = []
    line.reserveCapacity(128 + message.utf8.count)
    switch self {
    case .text:
      line += timestamp(time).utf8
      line += " \(level.rawValue.uppercased()) ".utf8
      appendEscaped(message, escapesQuotes: false, to: &line)
      for field in fields {
        line += " \(field.name)=".utf8
        appendTextValue(field.value, to: &line)
      }
    case .json:
      line += "{\"time\":\"\(timestamp(time))\",\"level\":\"\(level.rawValue)\"".utf8
      for field in [LogField("message", message)] + fields {
        line.append(UInt8(ascii: ","))
        appendQuoted(field.name, to: &line)
        line.append(UInt8(ascii: ":"))
        appendQuoted(field.value, to: &line)
      }
      line.append(UInt8(ascii: "}"))
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// The instant with exactly three decimals, so that lines stand in columns.
  private func timestamp(_ time: WallTime) -> String {
    let milliseconds = time.millisecondsSinceEpoch
    let whole = WallTime(secondsSinceEpoch: time.secondsSinceEpoch).rfc3339.dropLast()
    let rest = String(milliseconds - time.secondsSinceEpoch * 1_000)
    return whole + "." + String(repeating: "0", count: 3 - rest.utf8.count) + rest + "Z"
  }

  /// Bare where it is one word, else in quotes.
  private func appendTextValue(_ value: String, to line: inout [UInt8]) {
    let isWord = value.utf8.allSatisfy { byte in
      byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
        && byte != UInt8(ascii: "\\")
    }
    if isWord, !value.isEmpty, value.utf8.count <= Self.maxTextBytes {
      line += value.utf8
    } else {
      appendQuoted(value, to: &line)
    }
  }

  private func appendQuoted(_ text: String, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    appendEscaped(text, escapesQuotes: true, to: &line)
    line.append(UInt8(ascii: "\""))
  }

  /// Control characters (and quotes) as JSON escapes them (RFC 8259, section 7).
  private func appendEscaped(_ text: String, escapesQuotes: Bool, to line: inout [UInt8]) {
    let end = line.count + Self.maxTextBytes
    for scalar in text.unicodeScalars {
      guard line.count < end else {
        line += "…".utf8
        return
      }
      switch scalar {
      case "\"" where escapesQuotes: line += "\\\"".utf8
      case "\\" where escapesQuotes: line += "\\\\".utf8
      case "\n": line += "\\n".utf8
      case "\r": line += "\\r".utf8
      case "\t": line += "\\t".utf8
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}":
        let digits = String(scalar.value, radix: 16)
        line += "\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8
      default: line += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
  }
}
