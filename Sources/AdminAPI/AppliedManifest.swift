import JSONSyntax
import Manifests

/// What became, or would become, of a manifest that was sent.
package struct AppliedManifest: Sendable, Hashable {
  /// The router's file, in which it stands.
  package var file: String
  package var changes: [ManifestChange]

  package init(file: String, changes: [ManifestChange]) {
    self.file = file
    self.changes = changes
  }

  func json(isRehearsal: Bool) -> JSONValue {
    let counts = ManifestChange.Action.allCases.map { action in
      JSONMember(action.rawValue, .integer(Int64(changes.count { $0.action == action })))
    }
    let items = changes.map { change -> JSONValue in
      [
        "kind": .string(change.kind.rawValue), "name": .string(change.name),
        "action": .string(change.action.rawValue),
      ]
    }
    return .object(
      [JSONMember("file", .string(file)), JSONMember("dryRun", .bool(isRehearsal))] + counts
        + [JSONMember("changes", .array(items))])
  }
}
