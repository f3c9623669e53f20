import TestSupport

/// Tokens and keys of `Fixtures/Tokens`.
enum IssuedTokens {
  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/") + "/Fixtures/Tokens"

  static func text(_ name: String) throws -> String {
    String(decoding: try readFile("\(folder)/\(name)"), as: UTF8.self)
  }

  /// The second column of a table by its first one.
  static func table(_ name: String) throws -> [String: String] {
    var rows: [String: String] = [:]
    for line in try text(name).split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t")
      rows[String(columns[0])] = String(columns[1])
    }
    return rows
  }
}
