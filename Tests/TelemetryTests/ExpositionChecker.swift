/// A strict reader of Prometheus' text format 0.0.4, as far as this project writes it.
struct ExpositionChecker {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  private var family = ""
  private var kind = ""
  private var families: Set<String> = []
  private var series: Set<String> = []
  private var lastBucket: [String: Double] = [:]

  static func check(_ text: String) throws(Problem) {
    guard text.hasSuffix("\n") else { throw Problem(description: "no newline at the end") }
    var checker = ExpositionChecker()
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      try checker.check(String(line))
    }
  }

  private mutating func check(_ line: String) throws(Problem) {
    func problem(_ what: String) -> Problem { Problem(description: "\(what): \(line)") }
    if line.hasPrefix("# ") {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      guard words.count == 4 else { throw problem("comment") }
      if words[1] == "HELP" { return }
      guard words[1] == "TYPE", ["counter", "gauge", "histogram"].contains(words[3]) else {
        throw problem("type")
      }
      guard families.insert(words[2]).inserted else { throw problem("family comes again") }
      (family, kind) = (words[2], words[3])
      return
    }
    var rest = Array(line)[...]
    let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" })
    rest = rest.dropFirst(name.count)
    let suffixes = kind == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
    guard suffixes.contains(where: { name == family + $0 }), !name.isEmpty else {
      throw problem("not of the family")
    }
    let labels = try Self.labels(&rest, problem: problem)
    guard rest.first == " " else { throw problem("no value") }
    let text = String(rest.dropFirst())
    guard let value = text == "+Inf" ? .infinity : Double(text) else { throw problem("value") }
    guard series.insert(name + labels.sorted().joined()).inserted else {
      throw problem("series comes again")
    }
    let others = family + labels.filter { !$0.hasPrefix("le=") }.joined()
    if name.hasSuffix("_bucket"), kind == "histogram" {
      guard labels.contains(where: { $0.hasPrefix("le=") }) else { throw problem("no le") }
      guard value >= lastBucket[others, default: 0] else { throw problem("bucket falls") }
      lastBucket[others] = value
    }
    if name.hasSuffix("_count"), kind == "histogram", lastBucket[others] != value {
      throw problem("count is not that of the last bucket")
    }
  }

  private static func labels(
    _ rest: inout ArraySlice<Character>, problem: (String) -> Problem
  ) throws(Problem) -> [String] {
    guard rest.first == "{" else { return [] }
    var labels: [String] = []
    repeat {
      rest.removeFirst()
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      rest = rest.dropFirst(name.count)
      guard !name.isEmpty, rest.starts(with: "=\"") else { throw problem("label") }
      rest = rest.dropFirst(2)
      var value = ""
      while let character = rest.popFirst(), character != "\"" {
        if character == "\\" {
          guard let escaped = rest.popFirst(), "\\\"n".contains(escaped) else {
            throw problem("escape")
          }
          value.append(escaped)
        }
        value.append(character)
      }
      labels.append("\(String(name))=\(value)")
    } while rest.first == ","
    guard rest.popFirst() == "}" else { throw problem("labels do not end") }
    return labels
  }
}
