/// How long files and functions may be.
enum Lengths {
  static let fileLines = 400
  static let functionLines = 60

  static func findings(_ file: SourceFile) -> [Finding] {
    var findings = longFunctions(file)
    if file.lines.count > fileLines {
      findings.append(
        Finding(
          path: file.path, line: file.lines.count, rule: "a file has at most \(fileLines) lines",
          text: "it has \(file.lines.count)"))
    }
    return findings
  }

  /// Counts braces: a body opens with the first one after `func`, `init` or `deinit` that is not
  /// within parentheses.
  private static func longFunctions(_ file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    var bodies: [Int?] = []
    var pending: Int?
    var parentheses = 0
    for (index, line) in file.code.enumerated() {
      if parentheses == 0, opensFunction(line) {
        pending = index
      }
      for character in line {
        switch character {
        case "(": parentheses += 1
        case ")": parentheses -= 1
        case "{":
          bodies.append(parentheses == 0 ? pending : nil)
          if parentheses == 0 { pending = nil }
        case "}":
          if parentheses == 0 { pending = nil }
          guard let start = bodies.popLast() ?? nil else { continue }
          if index - start + 1 > functionLines {
            findings.append(
              file.finding("a function has at most \(functionLines) lines", at: start))
          }
        default: break
        }
      }
    }
    return findings
  }

  /// Whether a declaration of a function starts the line, after attributes and modifiers.
  private static func opensFunction(_ line: String) -> Bool {
    for word in line.split(separator: " ") {
      if word == "func" || word == "deinit" { return true }
      if word.hasPrefix("init(") || word.hasPrefix("init?(") || word.hasPrefix("init<") {
        return true
      }
      let isModifier = word.first == "@" || word.allSatisfy { $0.isLowercase }
      guard isModifier else { return false }
    }
    return false
  }
}
