/// The `name=value` pairs of a query, decoded, in the order in which they stand.
///
/// Pairs are separated by `&`; `+` is a space, as in HTML forms. A name without `=` has an empty
/// value.
package struct QueryParameters: Sendable, Hashable {
  package struct Pair: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package var pairs: [Pair] = []

  /// Returns nil where a pair is not well encoded or there are more than `limit`.
  package init?(_ query: Span<UInt8>, limit: Int = 100) {
    var start = 0
    while start < query.count {
      var end = start
      var equals: Int?
      while end < query.count, query[end] != UInt8(ascii: "&") {
        if equals == nil, query[end] == UInt8(ascii: "=") { equals = end }
        end += 1
      }
      if end > start {
        let split = equals ?? end
        let valueStart = equals == nil ? end : split + 1
        guard pairs.count < limit,
          let name = percentDecoded(query.extracting(start..<split), plusIsSpace: true),
          let value = percentDecoded(query.extracting(valueStart..<end), plusIsSpace: true)
        else { return nil }
        pairs.append(Pair(name: name, value: value))
      }
      start = end + 1
    }
  }

  /// The first value of that name.
  package subscript(name: String) -> String? {
    for pair in pairs where pair.name == name { return pair.value }
    return nil
  }

  /// All values of that name, in order.
  package func all(_ name: String) -> [String] {
    var values: [String] = []
    for pair in pairs where pair.name == name { values.append(pair.value) }
    return values
  }
}
