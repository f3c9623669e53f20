/// Several ascending lists of associations, read as one ascending list without repeats.
///
/// Up to sixteen lists at a time need no memory of their own.
struct CandidateMerge {
  private struct Cursor {
    var position: Int32
    var end: Int32
  }

  private static var inlineLimit: Int { 16 }
  private var inline = InlineArray<16, Cursor>(repeating: Cursor(position: 0, end: 0))
  private var overflow: [Cursor] = []
  private var count = 0
  private var last: Int32?

  /// Adds the list that stands in this range of the array that `next` is given.
  mutating func add(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let cursor = Cursor(position: Int32(range.lowerBound), end: Int32(range.upperBound))
    if count < Self.inlineLimit { inline[count] = cursor } else { overflow.append(cursor) }
    count += 1
  }

  /// The smallest element that has not been returned yet.
  mutating func next(in elements: [Int32]) -> Int32? {
    while count > 0 {
      var smallest = 0
      var element = elements[Int(self[0].position)]
      for index in 1..<max(count, 1) {
        let other = elements[Int(self[index].position)]
        if other < element { (smallest, element) = (index, other) }
      }
      advance(smallest)
      if element != last {
        last = element
        return element
      }
    }
    return nil
  }

  private mutating func advance(_ index: Int) {
    self[index].position += 1
    guard self[index].position == self[index].end else { return }
    self[index] = self[count - 1]
    count -= 1
    if count >= Self.inlineLimit { overflow.removeLast() }
  }

  private subscript(index: Int) -> Cursor {
    get { index < Self.inlineLimit ? inline[index] : overflow[index - Self.inlineLimit] }
    set {
      if index < Self.inlineLimit {
        inline[index] = newValue
      } else {
        overflow[index - Self.inlineLimit] = newValue
      }
    }
  }
}
