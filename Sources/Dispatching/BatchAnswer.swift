import JSONSyntax

/// What a function that has taken a batch says of its events.
///
/// Source: AWS Lambda, "Reporting batch item failures": `{"batchItemFailures":[{"itemIdentifier":
/// "ID"}]}`.
enum BatchAnswer: Hashable {
  case done
  /// These ids have failed, one at least.
  case failures(Set<String>)
  /// It means to name failures and can't be understood: all have failed.
  case unusable(reason: String)

  /// - Parameters:
  ///   - body: of an answer that is well otherwise.
  ///   - ids: of the batch's events.
  init(_ body: [UInt8], ids: Set<String>) {
    guard !body.isEmpty else {
      self = .done
      return
    }
    do throws(JSONError) {
      var scanner = try JSONScanner(body.span)
      self = try BatchAnswer.read(&scanner, ids)
    } catch {
      // What a function says besides, in whatever format, is its own business.
      let name = BatchAnswer.name.utf8
      self = body.contains(name) ? .unusable(reason: "its batchItemFailures are no JSON") : .done
    }
  }

  private static let name = "batchItemFailures"

  private static func read(
    _ scanner: inout JSONScanner, _ ids: Set<String>
  ) throws(JSONError) -> BatchAnswer {
    guard try scanner.peek() == .object else {
      _ = try scanner.skipValue()
      try scanner.finish()
      return .done
    }
    var answer: BatchAnswer?
    try scanner.enterObject()
    while let member = try scanner.nextMember() {
      guard scanner.text(member) == name else {
        _ = try scanner.skipValue()
        continue
      }
      let failures = try readFailures(&scanner, ids)
      answer =
        answer == nil ? failures : .unusable(reason: "it has batchItemFailures more than once")
    }
    try scanner.finish()
    return answer ?? .done
  }

  private static func readFailures(
    _ scanner: inout JSONScanner, _ ids: Set<String>
  ) throws(JSONError) -> BatchAnswer {
    switch try scanner.peek() {
    case .null:
      try scanner.null()
      return .done
    case .array: break
    default:
      _ = try scanner.skipValue()
      return .unusable(reason: "its batchItemFailures are no list")
    }
    var failed: Set<String> = []
    var problem: String?
    try scanner.enterArray()
    while try scanner.nextElement() {
      if let id = try readIdentifier(&scanner), ids.contains(id) {
        failed.insert(id)
      } else {
        problem = "its batchItemFailures have an item that names no event of the batch"
      }
    }
    if let problem { return .unusable(reason: problem) }
    return failed.isEmpty ? .done : .failures(failed)
  }

  /// nil where an item has none, or anything but a string.
  private static func readIdentifier(_ scanner: inout JSONScanner) throws(JSONError) -> String? {
    guard try scanner.peek() == .object else {
      _ = try scanner.skipValue()
      return nil
    }
    var identifier: String?
    try scanner.enterObject()
    while let member = try scanner.nextMember() {
      let isIdentifier = scanner.text(member) == "itemIdentifier"
      if isIdentifier, try scanner.peek() == .string {
        identifier = scanner.text(try scanner.string())
      } else {
        _ = try scanner.skipValue()
        if isIdentifier { identifier = nil }
      }
    }
    return identifier
  }
}
