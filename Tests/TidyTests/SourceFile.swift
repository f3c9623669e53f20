/// A Swift file as the rules look at it: its lines, and the same lines with comments and the
/// contents of strings blanked.
struct SourceFile {
  /// From the package's root, `/` between folders.
  var path: String
  var lines: [String]
  var code: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    code = CodeMask.mask(text).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    while code.count < lines.count { code.append("") }
  }

  /// `Sources` or `Tests`, and so on.
  var root: String { parts.first ?? "" }
  /// The folder of the target, such as `HTTPSyntax`.
  var target: String { parts.count > 2 ? parts[1] : "" }
  /// The file's name without `.swift`.
  var name: String { String((parts.last ?? "").dropLast(6)) }

  private var parts: [String] { path.split(separator: "/").map(String.init) }

  /// A finding for each line of code that `matches` says breaks the rule.
  func findings(_ rule: String, where matches: (String) -> Bool) -> [Finding] {
    code.indices.filter { matches(code[$0]) && $0 < lines.count }.map { finding(rule, at: $0) }
  }

  /// A finding at the line with that index, with the line as its text.
  func finding(_ rule: String, at index: Int) -> Finding {
    let text = index < lines.count ? lines[index].drop { $0 == " " } : ""
    return Finding(path: path, line: index + 1, rule: rule, text: String(text))
  }
}
