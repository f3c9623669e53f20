/// The bearer token of the admin API, from the environment: arguments show to every user.
struct AdminToken: Sendable {
  let text: String

  /// nil where none is set.
  ///
  /// - Throws: `CLIError.usage` for a token that no header can carry (RFC 6750, section 2.1).
  init?(_ environment: (_ name: String) -> String?) throws(CLIError) {
    let name = CommandSpec.Variable.adminToken.name
    guard let text = environment(name), !text.isEmpty else { return nil }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .usage("\(name) may hold visible ASCII characters only, no spaces", nil)
    }
    self.text = text
  }
}
