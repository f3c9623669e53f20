/// What stands beside the code: samples and fixtures, the package's manifest, all texts.
enum Belongings {
  /// Files of Triggers/ and Fixtures/ that no test and no sample names, by themselves or by their
  /// folder.
  static func unused(_ house: House) -> [Finding] {
    let samples = house.files(under: "Triggers")
    let tests =
      house.sources.filter { $0.root == "Tests" && $0.target != "TidyTests" }
      .map { $0.lines.joined(separator: "\n") }.joined(separator: "\n")
      + samples.filter { !$0.contains("/Invalid/") }.compactMap(house.text).joined()
    let files = samples + house.files(under: "Fixtures")
    return files.filter { path in
      // Swift files are sources of a target; a README speaks to people.
      if path.hasSuffix(".swift") || path.hasSuffix("README.md") { return false }
      let parts = path.split(separator: "/").map(String.init)
      let folders = parts.dropLast()
      let isNamed = parts.last.map(tests.contains) ?? false
      let isFolderNamed = (1...max(1, folders.count)).contains { count in
        let folder = folders.prefix(count).joined(separator: "/")
        // Fixtures alone says nothing: a test that reads all of it does not exist.
        return folder != "Fixtures" && tests.contains(folder)
      }
      return !isNamed && !isFolderNamed
    }
    .map {
      Finding(path: $0, line: 1, rule: "every sample and fixture is used by a test", text: "")
    }
  }

  /// Packages that the manifest asks for: there are none.
  static func dependencies(_ manifest: String) -> [Finding] {
    let file = SourceFile(path: "Package.swift", text: manifest)
    return file.findings("no package dependency") { $0.contains(".package(") }
  }

  /// Lines of any text that tell of the place where the project was written.
  static func workplace(_ path: String, _ text: String) -> [Finding] {
    let marks = ["/wo" + "rk/", "/tm" + "p/h/", "work" + "tree", "sub" + "agent"]
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices
      .filter { index in marks.contains { lines[index].contains($0) } }
      .map {
        Finding(
          path: path, line: $0 + 1, rule: "nothing tells of the workplace", text: String(lines[$0]))
      }
  }
}
