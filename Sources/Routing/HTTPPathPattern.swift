/// The path of an HTTP source: `/uploads/{album}` or `/files/{rest...}`.
///
/// A literal segment matches the same bytes, `{name}` one segment that is not empty, and `{name...}`
/// at the end whatever follows the last slash, also nothing. Literals stand here, and are compared,
/// in the form in which requests bring them: what needs percent-encoding is percent-encoded.
package struct HTTPPathPattern: Sendable, Hashable, CustomStringConvertible {
  enum Segment: Sendable, Hashable {
    case literal([UInt8])
    case parameter
    case rest
  }

  /// The most parameters that a path may have, `{rest...}` included.
  package static let parameterLimit = 16
  /// The most bytes that a path may have.
  package static let lengthLimit = 2_048

  let segments: [Segment]
  /// In the order of their places in the path.
  package let parameterNames: [String]
  /// The path as it was written.
  package let description: String

  /// - Throws: `RoutingError.invalidPath`.
  package init(_ text: String) throws(RoutingError) {
    func invalid(_ reason: String) -> RoutingError { .invalidPath(text, reason: reason) }
    guard text.utf8.first == UInt8(ascii: "/") else { throw invalid("does not begin with /") }
    guard text.utf8.count <= Self.lengthLimit else {
      throw invalid("is longer than \(Self.lengthLimit) bytes")
    }
    // Bytes, for a combining mark after a slash would make another character of the two.
    let parts = text.utf8.dropFirst()
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
    var segments: [Segment] = []
    var names: [String] = []
    for (position, part) in parts.enumerated() {
      let isLast = position == parts.count - 1
      guard part.utf8.first == UInt8(ascii: "{") else {
        if let reason = Self.fault(inLiteral: part, isLast: isLast) { throw invalid(reason) }
        segments.append(.literal(Array(part.utf8)))
        continue
      }
      guard part.utf8.last == UInt8(ascii: "}") else {
        throw invalid("has a segment \(part) that begins with { and does not end with }")
      }
      let inner = part.utf8.dropFirst().dropLast()
      let isRest = inner.suffix(3).elementsEqual("...".utf8)
      let name = String(Substring(isRest ? inner.dropLast(3) : inner))
      if let reason = Self.fault(inParameter: name) { throw invalid(reason) }
      guard !isRest || isLast else { throw invalid("has {\(name)...} before its end") }
      guard !names.contains(name) else { throw invalid("names the parameter \(name) twice") }
      guard names.count < Self.parameterLimit else {
        throw invalid("has more than \(Self.parameterLimit) parameters")
      }
      names.append(name)
      segments.append(isRest ? .rest : .parameter)
    }
    self.segments = segments
    parameterNames = names
    description = text
  }

  /// Whether both match exactly the same paths: they differ at most in parameters' names.
  package func conflicts(with other: HTTPPathPattern) -> Bool { segments == other.segments }

  private static func fault(inLiteral part: Substring, isLast: Bool) -> String? {
    if part.isEmpty { return isLast ? nil : "has an empty segment" }
    if part == "." || part == ".." { return "has the segment \(part)" }
    for byte in part.utf8 {
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        return "has a brace within the segment \(part); a parameter is a whole segment"
      case UInt8(ascii: "?"), UInt8(ascii: "#"):
        return "has a \(Unicode.Scalar(byte)), which no path contains"
      case 0x21...0x7E: continue
      default: return "has a character that must be percent-encoded in the segment \(part)"
      }
    }
    return nil
  }

  private static func fault(inParameter name: String) -> String? {
    if name.isEmpty { return "has a parameter without a name" }
    let isWord = name.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isWord ? nil : "has the parameter name \"\(name)\"; allowed are a-z A-Z 0-9 _ and -"
  }
}
