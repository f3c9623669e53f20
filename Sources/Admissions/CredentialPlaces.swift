import HTTPSyntax
import Manifests

/// Where credentials stand in a request, so that they can be taken out of what is passed on.
package struct CredentialPlaces: Sendable, Hashable {
  private var headers: [String] = []
  private var parameter: String?

  init(_ spec: AuthSpec?) {
    guard let spec else { return }
    headers = ["Authorization"]
    guard case .apiKey(let key) = spec else { return }
    switch key.place {
    case .header(let name): headers.append(name)
    case .query(let name): parameter = name
    }
  }

  /// The header lines, each ended by CR LF, without those that carry credentials.
  package func removed(fromLines lines: [UInt8]) -> [UInt8] {
    lines.removingFields { name in headers.contains { name.isSame(as: $0) } }
  }

  /// The query without the parameter that carries a key; nil where nothing is left.
  package func removed(fromQuery query: String) -> String? {
    guard let parameter else { return query }
    let pairs = query.split(separator: "&", omittingEmptySubsequences: false).filter { pair in
      let name = String(pair.prefix { $0 != "=" })
      return percentDecoded(name.utf8Span.span, plusIsSpace: true) != parameter
    }
    return pairs.isEmpty ? nil : pairs.joined(separator: "&")
  }
}
