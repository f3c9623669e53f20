import JSONSyntax

extension HistorySpec {
  var json: JSONValue {
    [
      "record": .string(record.rawValue), "retention": .duration(retention),
      "bytes": .size(maxBytes),
    ]
  }
}
