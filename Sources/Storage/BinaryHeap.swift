/// Elements of which the least can be taken out; O(log n).
struct BinaryHeap<Element: Comparable> {
  private(set) var elements = ContiguousArray<Element>()

  var first: Element? { elements.first }
  var count: Int { elements.count }

  mutating func insert(_ element: Element) {
    elements.append(element)
    siftUp(elements.count - 1)
  }

  /// Takes the least element out.
  mutating func popFirst() -> Element? { elements.isEmpty ? nil : remove(at: 0) }

  /// Takes an element out that is looked for one by one; nil where there is none.
  mutating func remove(where isMeant: (Element) -> Bool) -> Element? {
    elements.firstIndex(where: isMeant).map { remove(at: $0) }
  }

  /// Takes out all that are meant, in no order; O(n).
  mutating func removeAll(where isMeant: (Element) -> Bool) -> [Element] {
    let taken = elements.filter(isMeant)
    guard !taken.isEmpty else { return [] }
    elements.removeAll(where: isMeant)
    for parent in (0..<elements.count / 2).reversed() { siftDown(parent) }
    return Array(taken)
  }

  private mutating func remove(at index: Int) -> Element {
    elements.swapAt(index, elements.count - 1)
    let element = elements.removeLast()
    if index < elements.count {
      siftDown(index)
      siftUp(index)
    }
    return element
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      let left = 2 * parent + 1
      guard left < elements.count else { return }
      let right = left + 1
      let child = right < elements.count && elements[right] < elements[left] ? right : left
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
