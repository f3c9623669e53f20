import JSONSyntax
import Manifests

/// A dead letter for people: what became of it, the event's attributes, and the data.
struct DeadLetterText {
  private let letter: JSONValue

  /// - Parameter letter: as `GET /v1/dead-letters/{id}` gives it.
  init(_ letter: JSONValue) { self.letter = letter }

  func text(_ style: TextStyle) -> String {
    let members = letter.object ?? []
    let facts = members.filter {
      $0.value.object == nil && !$0.value.isNull && !$0.name.hasPrefix("data")
    }
    let attributes = letter["attributes"]?.object ?? []
    var text = lines(facts, style)
    if !attributes.isEmpty { text += "\n" + lines(attributes, style) }
    if let data = letter["data"]?.string {
      // A terminal obeys control characters, and the data comes from anybody.
      let safe = data.split(separator: "\n", omittingEmptySubsequences: false).map {
        String($0).escapingControls
      }
      text += "\n" + safe.joined(separator: "\n") + (data.hasSuffix("\n") ? "" : "\n")
    } else if let data = letter["dataBase64"]?.string {
      text += "\n" + style.bold("base64") + "\n\(data)\n"
    }
    return text
  }

  private func lines(_ members: [JSONMember], _ style: TextStyle) -> String {
    let width = members.reduce(0) { max($0, $1.name.count) }
    return members.map { member in
      let gap = String(repeating: " ", count: width - member.name.count + 2)
      let value = member.value.string ?? member.value.compactText
      return "\(style.bold(member.name.escapingControls))\(gap)\(value.escapingControls)\n"
    }.joined()
  }
}
