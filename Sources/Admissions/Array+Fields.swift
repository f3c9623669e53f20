extension Array where Element == UInt8 {
  /// Header lines, each `Name: value` and CR LF, without those whose name `isUnwanted`.
  package func removingFields(_ isUnwanted: (Span<UInt8>) -> Bool) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(count)
    var start = 0
    while start < count {
      let end = self[start...].firstIndex(of: 10).map { $0 + 1 } ?? count
      let colon = self[start..<end].firstIndex(of: UInt8(ascii: ":")) ?? end
      if !isUnwanted(span.extracting(start..<colon)) { kept.append(contentsOf: self[start..<end]) }
      start = end
    }
    return kept
  }
}
