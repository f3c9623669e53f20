import JSONSyntax
import Manifests

extension ManifestProblem {
  /// `{"file":"m.yaml","line":3,"column":5,"path":"functions.f","found":…,"allowed":…,"hint":…}`.
  package var json: JSONValue {
    [
      "file": .string(file),
      "line": .integer(Int64(position.line)),
      "column": .integer(Int64(position.column)),
      "path": .string(path),
      "found": .string(found),
      "allowed": allowed.map { .string($0) } ?? .null,
      "hint": hint.map { .string($0) } ?? .null,
    ]
  }

  /// Reads what `json` gives; nil for anything else.
  package init?(_ json: JSONValue) {
    guard let file = json["file"]?.string, let path = json["path"]?.string,
      let found = json["found"]?.string, let line = json["line"]?.integer,
      let column = json["column"]?.integer
    else { return nil }
    self.init(
      file: file,
      position: ManifestPosition(line: Int(clamping: line), column: Int(clamping: column)),
      path: path, found: found, allowed: json["allowed"]?.string, hint: json["hint"]?.string)
  }
}
