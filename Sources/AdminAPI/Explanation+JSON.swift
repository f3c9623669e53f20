import CloudEvents
import JSONSyntax
import Manifests
import Routing

extension Explanation {
  /// `{"associations":[{"name":…,"matched":…,"mode":…,"function":…,"reason":…}]}`.
  package var json: JSONValue {
    ["associations": .array(associations.map(\.json))]
  }
}

extension Explanation.Line {
  fileprivate var json: JSONValue {
    [
      "name": .string(name.text),
      "matched": .bool(matched),
      "mode": .string(mode.rawValue),
      "function": function.map { .string($0.description) } ?? .null,
      "reason": .string(reason),
    ]
  }
}

extension Manifest {
  /// What the router would do with an event; the very code that routes. nil: no such source.
  package func explanation(of event: CloudEvent, from source: SourceName) -> Explanation? {
    let table = RoutingTable(
      functions: functionVersions, associations: associations.map(\.rule),
      sources: sources.map(\.name))
    guard let id = table.id(of: source) else { return nil }
    var payload = Payload { bytes in
      do throws(JSONError) {
        return try JSONValue(parsing: bytes)
      } catch {
        return nil
      }
    }
    var explanation = table.explain(event, from: id, payload: &payload)
    for index in explanation.associations.indices where explanation.associations[index].matched {
      let name = explanation.associations[index].name
      guard let batch = associations.first(where: { $0.rule.name == name })?.batch else { continue }
      explanation.associations[index].reason += "; \(batch.words)"
    }
    return explanation
  }
}

extension BatchSpec {
  fileprivate var words: String {
    let wait = window > .zero ? ", which wait \(window.written) for one another" : ""
    return "in batches of up to \(size)\(wait)"
  }
}
