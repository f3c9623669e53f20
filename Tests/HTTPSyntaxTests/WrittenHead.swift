import TestSupport

/// A random request head that every parser must take, and what it was written from.
struct WrittenHead {
  var method: String
  var target: String
  var fields: [(name: String, value: String)]
  var bytes: [UInt8]

  init(using random: inout SeededGenerator) {
    let tokens = "abcdefghijklmnopqrstuvwxyzABCXYZ0189!#$%&'*+-.^_`|~"
    let visible = tokens + "\"(),/:;<=>?@[\\]{} \té€"
    method = ["GET", "POST", "DELETE", "REPORT", "M-SEARCH"].randomElement(using: &random) ?? "GET"
    target = "/" + Self.text("abcXYZ019-_~!$&'()*+,;=:@/", 0...60, &random)
    if Bool.random(using: &random) {
      target += "?" + Self.text("ab=&/?.;", 0...20, &random) + "%41"
    }
    fields = [("Host", "h.example:80")]
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let name = "x" + Self.text(tokens, 0...30, &random)
      let value = Self.text(visible, 0...70, &random)
      fields.append((name, value.trimmed))
    }
    fields.shuffle(using: &random)
    var text = "\(method) \(target) HTTP/1.1\r\n"
    for field in fields {
      let before = Self.text(" \t", 0...3, &random)
      let after = Self.text(" \t", 0...3, &random)
      text += "\(field.name):\(before)\(field.value)\(after)\r\n"
    }
    bytes = Array((text + "\r\n").utf8)
  }

  private static func text(
    _ alphabet: String, _ count: ClosedRange<Int>, _ random: inout SeededGenerator
  ) -> String {
    let characters = Array(alphabet)
    let length = Int.random(in: count, using: &random)
    return String(
      (0..<length).map { _ in characters[Int.random(in: 0..<characters.count, using: &random)] })
  }
}

extension String {
  fileprivate var trimmed: String {
    var rest = Substring(self)
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return String(rest.drop { $0 == " " || $0 == "\t" })
  }
}
