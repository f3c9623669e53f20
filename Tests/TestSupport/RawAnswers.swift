/// What came back on one connection, in words that a table can hold.
package struct RawAnswers: Sendable {
  /// `STATUS`, or `200:` and the body with its spaces as `_`; without interim answers.
  package var words: [String] = []
  /// Whether an answer said that it is the last.
  package var saysClose = false

  package init(_ text: String) {
    for answer in text.split(separator: "HTTP/1.1 ") {
      let status = String(answer.prefix(3))
      // What a problem says about versions is no answer.
      guard let number = Int(status), number >= 200 else { continue }
      let end = answer.firstRange(of: "\r\n\r\n")
      let body = end.map { answer[$0.upperBound...] } ?? ""
      words.append(status == "200" ? "200:\(body)".replacing(" ", with: "_") : status)
      if answer.contains("\r\nConnection: close\r\n") { saysClose = true }
    }
  }
}
