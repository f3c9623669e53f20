/// A priority queue: the smallest element is found at once, others in O(log n).
struct BinaryHeap<Element: Comparable & Sendable>: Sendable {
  private var elements: [Element] = []

  var count: Int { elements.count }
  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    siftUp(from: elements.count - 1)
  }

  mutating func removeFirst() -> Element {
    let first = elements.swapRemove(at: 0)
    if !elements.isEmpty { siftDown(from: 0) }
    return first
  }

  /// Removes the first element found that fits; O(n).
  mutating func remove(where fits: (Element) -> Bool) -> Element? {
    guard let index = elements.firstIndex(where: fits) else { return nil }
    let element = elements.swapRemove(at: index)
    if index < elements.count {
      siftDown(from: index)
      siftUp(from: index)
    }
    return element
  }

  private mutating func siftUp(from start: Int) {
    var index = start
    let element = elements[index]
    while index > 0, element < elements[(index - 1) / 2] {
      elements[index] = elements[(index - 1) / 2]
      index = (index - 1) / 2
    }
    elements[index] = element
  }

  private mutating func siftDown(from start: Int) {
    var index = start
    let element = elements[index]
    while true {
      var child = 2 * index + 1
      if child >= elements.count { break }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      if !(elements[child] < element) { break }
      elements[index] = elements[child]
      index = child
    }
    elements[index] = element
  }
}

extension Array {
  /// Removes one element and puts the last in its place.
  fileprivate mutating func swapRemove(at index: Int) -> Element {
    swapAt(index, count - 1)
    return removeLast()
  }
}
