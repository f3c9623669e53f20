/// The targets of Package.swift in the order in which they stand there.
struct TargetOrder {
  private var places: [String: Int] = [:]

  init(manifest: String) {
    let opening = /(?:module|library|tests|executable)\(\s*"(\w+)"|arget\(\s*name:\s*"(\w+)"/
    for match in manifest.matches(of: opening) {
      let name = String(match.1 ?? match.2 ?? "")
      if places[name] == nil { places[name] = places.count }
    }
  }

  var count: Int { places.count }

  /// Imports of our own targets that do not stand above the file's target.
  func findings(_ file: SourceFile) -> [Finding] {
    guard let place = places[file.target] else { return [] }
    return file.code.indices.compactMap { index in
      guard let name = importedModule(file.code[index]), let other = places[name], other >= place
      else { return nil }
      return file.finding("imports only targets above \(file.target)", at: index)
    }
  }
}

/// The module that a line imports.
func importedModule(_ line: String) -> String? {
  let words = line.split(separator: " ")
  guard let place = words.firstIndex(of: "import"), place < 3,
    words[..<place].allSatisfy({ $0.first == "@" || $0.first?.isLowercase == true })
  else { return nil }
  let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "let", "var"]
  let names = words[(place + 1)...].drop(while: kinds.contains)
  return names.first?.split(separator: ".").first.map(String.init)
}
