/// Elements in one array whose indices stay as they are; the memory goes with the last element.
struct Slots<Element> {
  /// How much room stays when there is none left.
  static var kept: Int { 1_024 }

  private var elements = ContiguousArray<Element?>()
  private var free: [Int32] = []

  var count: Int { elements.count - free.count }

  subscript(index: Int32) -> Element {
    get {
      guard let element = elements[Int(index)] else { preconditionFailure("\(index) is free") }
      return element
    }
    _modify {
      guard var element = elements[Int(index)].take() else {
        preconditionFailure("\(index) is free")
      }
      defer { elements[Int(index)] = element }
      yield &element
    }
  }

  mutating func insert(_ element: Element) -> Int32 {
    if let index = free.popLast() {
      elements[Int(index)] = element
      return index
    }
    elements.append(element)
    return Int32(elements.count - 1)
  }

  mutating func remove(_ index: Int32) -> Element {
    guard let element = elements[Int(index)].take() else {
      preconditionFailure("\(index) is free")
    }
    free.append(index)
    if count == 0 {
      let isSmall = elements.count <= Self.kept
      elements.removeAll(keepingCapacity: isSmall)
      free.removeAll(keepingCapacity: isSmall)
    }
    return element
  }

  func forEachIndex(_ body: (Int32) -> Void) {
    for index in elements.indices where elements[index] != nil { body(Int32(index)) }
  }
}
