/// A path on which events come in by HTTP.
package struct HTTPSourceSpec: Sendable, Hashable {
  /// Begins with `/`; segments may be `{parameter}`, the last one `{rest...}`.
  package var path: String
  /// Upper case, each once; by default POST.
  package var methods: [String] = ["POST"]
  /// Lower case, without port; nil answers on every host.
  package var host: String?
  /// 0 to 64 MiB.
  package var maxBodyBytes = 1_048_576

  static let maxBodyRange = 0...64 * 1_048_576
  static let knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  package init(path: String) { self.path = path }
}
