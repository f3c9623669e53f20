import Manifests
import Routing

extension PauseTarget {
  /// Reads `function resize` or `function/resize`.
  ///
  /// - Throws: `CLIError.usage` for anything else.
  init(words: [String], for command: Command) throws(CLIError) {
    let parts =
      words.count == 1
      ? words[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init) : words
    let kinds = Kind.allCases.map(\.rawValue)
    guard let kind = Kind(rawValue: parts[0]) else {
      var spelling = Spelling()
      let near = spelling.nearest(to: parts[0], among: kinds)
      let hint = near.map { "; did you mean `\($0)`?" } ?? ""
      throw .usage(
        "\(command.rawValue) takes a \(kinds.joined(separator: ", ")), not "
          + "`\(parts[0].escapingControls)`" + hint, command)
    }
    guard parts.count == 2 else {
      throw .usage("NAME is missing: the name of the \(kind.rawValue)", command)
    }
    guard let target = PauseTarget(kind, parts[1]) else {
      throw .usage("`\(parts[1].escapingControls)` is no name", command)
    }
    self = target
  }

  /// Its address in the admin API.
  var path: String { "/v1/\(kind.rawValue)s/\(AdminClient.percentEncoded(name))" }
}
