/// The path of an http source: `/uploads/{album}/{rest...}`.
enum HTTPSourcePath {
  static func problem(in path: String) -> String? {
    guard path.hasPrefix("/") else { return "a path begins with `/`" }
    guard path.utf8.count <= 2_048 else { return "a path has at most 2048 bytes" }
    var parameters: Set<Substring> = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (place, segment) in zip(segments.indices, segments) {
      if segment.isEmpty, segments.count > 1, place != segments.endIndex - 1 {
        return "a segment is empty"
      }
      guard segment.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") })
      else {
        if let problem = literalProblem(segment) { return problem }
        continue
      }
      guard segment.hasPrefix("{"), segment.hasSuffix("}") else {
        return "a parameter fills a whole segment, as in `/{name}/`"
      }
      var name = segment.dropFirst().dropLast()
      if name.hasSuffix("...") {
        name = name.dropLast(3)
        guard place == segments.endIndex - 1 else { return "`{\(name)...}` is not at the end" }
      }
      guard isName(name) else { return "the name of a parameter has letters, digits and `_`" }
      guard parameters.insert(name).inserted else { return "the parameter `\(name)` stands twice" }
    }
    return nil
  }

  /// The path with its parameters' names left out: two equal ones answer the same requests.
  static func shape(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      guard segment.hasPrefix("{") else { return segment }
      return segment.hasSuffix("...}") ? "{...}" : "{}"
    }.joined(separator: "/")
  }

  private static func literalProblem(_ segment: Substring) -> String? {
    for byte in segment.utf8 {
      switch byte {
      case UInt8(ascii: "?"), UInt8(ascii: "#"): return "a path has no `?` and no `#`"
      case 0...0x20, 0x7F...: return "a path has visible ASCII characters only, others as `%C3%A9`"
      default: continue
      }
    }
    return nil
  }

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
          || $0 == UInt8(ascii: "_")
      }
  }
}
