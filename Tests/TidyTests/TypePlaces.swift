/// One type a file, and the file has its name; an aspect of it is `Type+Aspect.swift`.
enum TypePlaces {
  /// A second type may stand beside the first if it is not longer than this.
  static let helperLines = 60

  static func findings(_ file: SourceFile) -> [Finding] {
    let types = topLevelTypes(file)
    let parts = file.name.split(separator: "+")
    if parts.count == 2 {
      let type = parts[0]
      let isExtended = file.code.contains {
        $0.contains("extension \(type)") || $0.contains(".\(type)")
          || (type == "Array" && $0.hasPrefix("extension ["))
      }
      if !isExtended {
        return [file.finding("a file Type+Aspect extends \(type)", at: 0)]
      }
      return types.filter { $0.lines > helperLines }
        .map { file.finding("a file Type+Aspect declares no other type", at: $0.index) }
    }
    guard !types.isEmpty else { return [] }
    guard types.contains(where: { $0.name == file.name }) else {
      // A handful of small types that belong together have a name of their own.
      if types.count > 1, types.allSatisfy({ $0.lines <= helperLines }) { return [] }
      return [file.finding("a file has its type's name", at: types[0].index)]
    }
    return types.filter { $0.name != file.name && $0.lines > helperLines }
      .map { file.finding("one type a file", at: $0.index) }
  }

  private static func topLevelTypes(
    _ file: SourceFile
  ) -> [(name: String, index: Int, lines: Int)] {
    var types: [(name: String, index: Int, lines: Int)] = []
    let declaration =
      /^(?:@\w+(?:\([^)]*\))?\s+|[a-z]+\s+)*(?:struct|class|enum|actor|protocol)\s+(\w+)/
    for (index, line) in file.code.enumerated() {
      guard let first = line.first, first != " ", !line.contains("private "),
        let match = line.firstMatch(of: declaration)
      else { continue }
      let isOneLine = line.contains("{") && line.hasSuffix("}")
      let end = file.code[index...].firstIndex { $0.hasPrefix("}") } ?? index
      types.append((String(match.1), index, isOneLine ? 1 : end - index + 1))
    }
    return types
  }
}
