/// Which web pages may use a source from a browser (Fetch standard, section 3.2).
package struct CORSSpec: Sendable, Hashable {
  package enum Origins: Sendable, Hashable {
    case all
    /// `SCHEME://HOST[:PORT]`, as browsers send them.
    case listed([String])
  }

  package var origins: Origins
  /// What a page may send; nil means the source's own methods.
  package var methods: [String]?
  /// Headers that a page may send; empty means those that it asks for.
  package var headers: [String] = []
  /// Whether cookies and credentials come along.
  package var credentials = false
  /// How long a browser may remember the answer.
  package var maxAge: Duration = .seconds(600)

  static let maxAgeRange = Duration.zero ... .seconds(86_400)
}
