/// Finds, among any number of prefixes (or suffixes), those that a text has.
///
/// The affixes are sorted by their bytes, suffixes by their bytes from the end. All prefixes of a
/// text stand before it in this order, and each is a prefix of the longer ones: so the affix next
/// before the text, followed from parent to parent, leads past all of them. A parent is the longest
/// other affix that an affix begins with.
struct AffixIndex: Sendable {
  enum Side: Sendable {
    case prefix, suffix
  }

  private struct Entry: Sendable {
    /// In the order of comparison: a suffix stands here reversed.
    var bytes: [UInt8]
    var parent: Int?
    var members: Range<Int>
  }

  let side: Side
  private var entries: [Entry]

  /// - Parameter affixes: each once, with whatever range belongs to it.
  init(side: Side, _ affixes: [(text: String, members: Range<Int>)]) {
    self.side = side
    entries = affixes.map { affix in
      let bytes = Array(affix.text.utf8)
      return Entry(bytes: side == .prefix ? bytes : bytes.reversed(), members: affix.members)
    }
    entries.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    for position in entries.indices.dropFirst() {
      var parent: Int? = position - 1
      while let candidate = parent, !entries[position].bytes.starts(with: entries[candidate].bytes)
      {
        parent = entries[candidate].parent
      }
      entries[position].parent = parent
    }
  }

  /// Calls `body` with the range of each affix that `text` has, the longest first.
  func forEachAffix(of text: String, _ body: (Range<Int>) -> Void) {
    let bytes = text.utf8Span.span
    var next = predecessor(of: bytes)
    var common: Int?
    while let position = next {
      // The parents' common length with the text is known from the first comparison on.
      let length = common ?? commonLength(of: entries[position].bytes, with: bytes)
      common = length
      if entries[position].bytes.count <= length { body(entries[position].members) }
      next = entries[position].parent
    }
  }

  /// The last entry that does not come after the text.
  private func predecessor(of text: Span<UInt8>) -> Int? {
    var low = 0
    var high = entries.count
    var lowCommon = 0
    var highCommon = 0
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle].bytes
      // What both bounds have in common with the text, everything between them has too.
      let common = commonLength(of: entry, with: text, from: min(lowCommon, highCommon))
      if common < entry.count, common == text.count || entry[common] > byte(common, of: text) {
        high = middle
        highCommon = common
      } else {
        low = middle + 1
        lowCommon = common
      }
    }
    return low == 0 ? nil : low - 1
  }

  private func commonLength(
    of entry: [UInt8], with text: Span<UInt8>, from start: Int = 0
  ) -> Int {
    let limit = min(entry.count, text.count)
    var length = start
    while length < limit, entry[length] == byte(length, of: text) { length += 1 }
    return length
  }

  private func byte(_ position: Int, of text: Span<UInt8>) -> UInt8 {
    side == .prefix ? text[position] : text[text.count - 1 - position]
  }
}
