/// Finds the name that was probably meant by a misspelt one.
///
/// The work of one load is bounded: a manifest with 100,000 wrong names gets hints for the first.
package struct Spelling {
  /// Comparisons left in this load.
  private var budget: Int

  package init(budget: Int = 2_000_000) { self.budget = budget }

  /// The candidate nearest to `text`, or nil where none is near; of equals the first.
  package mutating func nearest(to text: String, among candidates: some Collection<String>)
    -> String?
  {
    guard candidates.count <= budget, text.utf8.count <= 64 else { return nil }
    budget -= candidates.count
    let wanted = letters(text)
    guard !wanted.isEmpty else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let name = letters(candidate)
      let limit = min(best.map { $0.distance - 1 } ?? 3, max(wanted.count, name.count) / 2)
      if let distance = distance(wanted, name, limit: max(0, limit)), distance <= limit {
        best = (candidate, distance)
        if distance == 0 { break }
      }
    }
    return best?.name ?? beginning(with: wanted, among: candidates)
  }

  /// `env` is near `environment`, however many letters are missing.
  private func beginning(with start: [UInt8], among candidates: some Collection<String>) -> String?
  {
    guard start.count >= 3 else { return nil }
    return candidates.first { letters($0).starts(with: start) }
  }

  /// Letters and digits in lower case: `max_delay` and `MaxDelay` are no misspellings to count.
  private func letters(_ text: String) -> [UInt8] {
    text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
      .map { (65...90).contains($0) ? $0 + 32 : $0 }
  }
}

/// The edits (insert, delete, replace, swap of neighbours) between two texts; nil above `limit`.
private func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
  guard abs(left.count - right.count) <= limit else { return nil }
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  var current = last
  for row in 0..<left.count {
    current[0] = row + 1
    var smallest = current[0]
    for column in 0..<right.count {
      let change = left[row] == right[column] ? 0 : 1
      var edits = min(last[column + 1] + 1, current[column] + 1, last[column] + change)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        edits = min(edits, beforeLast[column - 1] + 1)
      }
      current[column + 1] = edits
      smallest = min(smallest, edits)
    }
    if smallest > limit { return nil }
    (beforeLast, last, current) = (last, current, beforeLast)
  }
  return last[right.count] <= limit ? last[right.count] : nil
}
