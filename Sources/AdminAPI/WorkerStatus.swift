import JSONSyntax

/// A worker of a function's version, and whether it gets events now.
package struct WorkerStatus: Sendable, Hashable {
  /// `2`, or `latest`.
  package var version: String
  /// Its address, or its place in the list where that is a secret.
  package var worker: String
  package var isUp: Bool

  package init(version: String, worker: String, isUp: Bool) {
    self.version = version
    self.worker = worker
    self.isUp = isUp
  }

  var json: JSONValue {
    ["version": .string(version), "worker": .string(worker), "up": .bool(isUp)]
  }
}
