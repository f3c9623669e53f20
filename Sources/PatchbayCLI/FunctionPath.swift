import Manifests
import Routing

/// The path of a function, or of one of its versions, on the admin API.
struct FunctionPath {
  let text: String

  /// Reads `NAME` or `NAME:VERSION`.
  ///
  /// - Throws: `CLIError.usage` for anything else.
  init(_ text: String, for command: Command) throws(CLIError) {
    switch FunctionReference(text)?.qualifier {
    case .latest where !text.contains(":"): self.text = "/v1/functions/\(text)"
    case .latest, .version:
      let parts = text.split(separator: ":")
      self.text = "/v1/functions/\(parts[0])/versions/\(parts[1])"
    case .alias, nil:
      throw .usage("a function is NAME or NAME:VERSION, not `\(text.escapingControls)`", command)
    }
  }
}
