import Instants
import Telemetry
import Testing

@Suite struct LogFormatTests {
  static let noon = WallTime(millisecondsSinceEpoch: 1_795_262_400_007)

  static let texts: [(String, [LogField], String)] = [
    ("started", [], "started"),
    (
      "got it", [LogField("source", "uploads"), LogField("count", 3)],
      "got it source=uploads count=3"
    ),
    (
      "odd", [LogField("a", "va lue"), LogField("b", ""), LogField("c", "x=y")],
      #"odd a="va lue" b="" c="x=y""#
    ),
    ("odd", [LogField("a", #"say "hi" \o/"#)], #"odd a="say \"hi\" \\o/""#),
    (
      "two\nlines", [LogField("a", "1\r\n2\u{1B}[31m\t")],
      #"two\nlines a="1\r\n2\u001b[31m\t""#
    ),
    ("Grüße 😀", [LogField("größe", "ö")], "Grüße 😀 größe=ö"),
  ]

  @Test(arguments: texts)
  func `a line of text is one line whatever is in it`(
    message: String, fields: [LogField], expected: String
  ) {
    let line = LogFormat.text.line(
      time: Self.noon, level: .info, message: message, fields: fields)
    #expect(
      String(decoding: line, as: UTF8.self) == "2026-11-21T12:00:00.007Z INFO \(expected)\n")
  }

  @Test func `a line of JSON is one object`() {
    let line = LogFormat.json.line(
      time: WallTime(secondsSinceEpoch: 0), level: .warning, message: "a \"b\"\n\\\u{7F}",
      fields: [LogField("so urce", "up\u{0}loads"), LogField("n", 3)])
    #expect(
      String(decoding: line, as: UTF8.self)
        == #"{"time":"1970-01-01T00:00:00.000Z","level":"warning","message":"a \"b\"\n\\\u007f","#
        + #""so urce":"up\u0000loads","n":"3"}"# + "\n")
  }

  @Test(arguments: LogFormat.allCases)
  func `what is too long is cut`(format: LogFormat) {
    let long = String(repeating: "😀", count: 2_000)
    let line = format.line(
      time: Self.noon, level: .error, message: long, fields: [LogField("value", long)])
    #expect(line.count < 2 * (LogFormat.maxTextBytes + 8) + 100)
    #expect(String(decoding: line, as: UTF8.self).contains("😀…"))
  }

  @Test func `an instant before the epoch has its decimals too`() {
    let line = LogFormat.text.line(
      time: WallTime(millisecondsSinceEpoch: -1), level: .debug, message: "x", fields: [])
    #expect(String(decoding: line, as: UTF8.self) == "1969-12-31T23:59:59.999Z DEBUG x\n")
  }
}
