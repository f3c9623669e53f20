import JSONSyntax

extension ResultsSpec {
  var json: JSONValue {
    [
      "retention": retention.map { .duration($0) } ?? .string("off"),
      "maxBytes": .size(maxBytes), "maxResultBytes": .size(maxResultBytes),
    ]
  }
}
