import JSONSyntax

extension LedgerSpec {
  var json: JSONValue {
    [
      "record": .string(record.written), "retention": .duration(retention),
      "maxBytes": .size(maxBytes),
    ]
  }
}
