import JSONSyntax
import Manifests

/// A line of a function's log for people: when, which version, and what a program wrote or, behind
/// `patchbay:`, what the router says.
struct LogLineText {
  private let line: JSONValue

  /// - Parameter line: as `GET /v1/functions/{name}/logs` gives it.
  init(_ line: JSONValue) { self.line = line }

  /// With its newline.
  var text: String {
    let start = "\(word("time")) \(word("function"))"
    if let written = line["line"]?.string { return "\(start) \(written.escapingControls)\n" }
    let known = ["time", "level", "message", "function"]
    let fields = (line.object ?? []).filter { !known.contains($0.name) }.map { field in
      " \(field.name.escapingControls)=\(value(field.value))"
    }
    return "\(start) patchbay: \(word("message"))\(fields.joined())\n"
  }

  private func word(_ name: String) -> String { line[name]?.string?.escapingControls ?? "-" }

  /// Bare where it is one word, else in quotes.
  private func value(_ value: JSONValue) -> String {
    guard let text = value.string else { return value.compactText }
    return text.isEmpty || text.contains(where: { " \"=".contains($0) })
      ? JSONValue.string(text).compactText.escapingControls : text.escapingControls
  }
}
