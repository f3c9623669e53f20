/// Words that a reader of our code never meets, and where they may stand all the same.
enum ForbiddenWords {
  /// The modules that may hold unsafe code: one foreign thing each.
  static let edges: Set<String> = [
    "EventLoops", "TLS", "HTTPTransport", "SQLite", "Mosquitto", "RdKafka", "YAML", "Telemetry",
    "Cryptography",
  ]

  static func findings(_ file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    findings += file.findings("errors are returned, not fatal") { $0.hasCall("fatalError") }
    findings += file.findings("errors are handled") { $0.contains("try!") }
    findings += file.findings("output goes through the logger or the command line's writer") {
      $0.hasCall("print")
    }
    findings += file.findings("signals, not sleeps") {
      $0.hasCall("usleep") || $0.hasCall("sleep") || $0.hasCall("nanosleep")
        || $0.contains("Thread.sleep")
        // Waiting with a time limit and looking again is what TestSupport is there for.
        || ($0.contains("Task.sleep") && file.target != "TestSupport")
    }
    findings += file.findings("structured concurrency only") { $0.contains("Task.detached") }
    findings += unfinishedWork(file)
    findings += unsafeCode(file)
    findings += unexplainedSharing(file)
    return findings
  }

  /// Marks of unfinished work, in comments too.
  private static func unfinishedWork(_ file: SourceFile) -> [Finding] {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    return file.lines.indices
      .filter { index in marks.contains { file.lines[index].hasWord($0) } }
      .map { file.finding("no mark of unfinished work", at: $0) }
  }

  private static func unsafeCode(_ file: SourceFile) -> [Finding] {
    guard file.root == "Sources", !edges.contains(file.target) else { return [] }
    return file.findings("unsafe code and C modules only in the edges") { line in
      if line.hasWord("unsafe") { return true }
      guard let name = importedModule(line) else { return false }
      let isOurs =
        name.count > 1 && name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true
      return isOurs || name == "Glibc"
    }
  }

  /// What tells the compiler to trust us says why, on the line above.
  private static func unexplainedSharing(_ file: SourceFile) -> [Finding] {
    file.code.indices.filter { index in
      guard
        file.code[index].contains("@unchecked Sendable")
          || file.code[index].contains("nonisolated(unsafe)")
      else { return false }
      return !isExplained(file, at: index)
    }
    .map { file.finding("only under a comment that starts: Safe because", at: $0) }
  }

  /// The comment may have several lines; attributes may stand between it and the declaration.
  private static func isExplained(_ file: SourceFile, at index: Int) -> Bool {
    for line in file.lines[..<index].reversed() {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("// Safe because") { return true }
      guard text.hasPrefix("//") || text.hasPrefix("@") else { return false }
    }
    return false
  }
}

extension String {
  /// Whether `name(` stands in the line as a call of a free function.
  fileprivate func hasCall(_ name: String) -> Bool {
    ranges(of: name + "(").contains { range in
      guard range.lowerBound > startIndex else { return true }
      let before = self[..<range.lowerBound]
      return !before.hasSuffix("func ") && before.last.map { !$0.isPartOfName && $0 != "." } == true
    }
  }

  fileprivate func hasWord(_ word: String) -> Bool {
    ranges(of: word).contains { range in
      let isStart = self[..<range.lowerBound].last.map { !$0.isPartOfName } ?? true
      let isEnd = self[range.upperBound...].first.map { !$0.isPartOfName } ?? true
      return isStart && isEnd
    }
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" }
}
