/// One type a file, and the file has its name; an aspect of it is `Type+Aspect.swift`. Types that
/// are private to the file may stand beside it.
enum TypePlaces {
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
      return types.map { file.finding("a file Type+Aspect declares no other type", at: $0.index) }
    }
    guard let first = types.first else { return [] }
    guard types.contains(where: { $0.name == file.name }) else {
      return [file.finding("a file has its type's name", at: first.index)]
    }
    return types.filter { $0.name != file.name }.map {
      file.finding("one type a file", at: $0.index)
    }
  }

  /// Those that other files see.
  private static func topLevelTypes(_ file: SourceFile) -> [(name: String, index: Int)] {
    var types: [(name: String, index: Int)] = []
    let declaration =
      /^(?:@\w+(?:\([^)]*\))?\s+|[a-z]+\s+)*(?:struct|class|enum|actor|protocol)\s+(\w+)/
    for (index, line) in file.code.enumerated() {
      guard let first = line.first, first != " ", !line.contains("private "),
        let match = line.firstMatch(of: declaration)
      else { continue }
      types.append((String(match.1), index))
    }
    return types
  }
}
