import Routing

/// A path on which events come in by HTTP.
package struct HTTPSourceSpec: Sendable, Hashable {
  package var path: HTTPPathPattern
  /// Upper case, each once; by default POST.
  package var methods: [String] = ["POST"]
  /// Lower case, without port; nil answers on every host.
  package var host: String?
  /// 0 to 64 GiB.
  package var maxBodyBytes = 1_048_576
  package var admission = AdmissionSpec()

  static let maxBodyRange = 0...64 * 1_073_741_824
  /// Bytes of a body that can't be passed on as it comes: it is queued, filtered by, or for several.
  package static let maxHeldBodyBytes = 64 * 1_048_576
  static let knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  /// What it answers.
  package var route: HTTPRoute { HTTPRoute(pattern: path, methods: methods, host: host) }

  package init(path: HTTPPathPattern) { self.path = path }
}
