/// What an HTTP source answers: requests with this path, one of these methods, and this host.
package struct HTTPRoute: Sendable, Hashable {
  package var pattern: HTTPPathPattern
  /// Upper case, at least one, each once.
  package var methods: [String]
  /// Lower case, without port; nil answers on every host.
  package var host: String?

  package init(pattern: HTTPPathPattern, methods: [String], host: String? = nil) {
    self.pattern = pattern
    self.methods = methods
    self.host = host
  }

  /// Whether there are requests between which and the two routes nothing decides: the same path,
  /// the same host (or none), and a method in common.
  package func conflicts(with other: HTTPRoute) -> Bool {
    host == other.host && pattern.conflicts(with: other.pattern)
      && methods.contains { other.methods.contains($0) }
  }
}
