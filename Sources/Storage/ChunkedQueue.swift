/// First in, first out, in pieces: no step is long however many elements there are, and memory is
/// given back as the queue drains.
struct ChunkedQueue<Element> {
  private static var chunkSize: Int { 1_024 }

  private var chunks: [ContiguousArray<Element?>] = []
  /// The index of the first element in the first chunk.
  private var head = 0
  private(set) var count = 0

  var first: Element? { count == 0 ? nil : chunks[0][head] }

  mutating func append(_ element: Element) {
    if (chunks.last?.count ?? Self.chunkSize) >= Self.chunkSize {
      chunks.append([])
      if chunks.count > 1 { chunks[chunks.count - 1].reserveCapacity(Self.chunkSize) }
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  /// Takes an element out that is looked for one by one; O(count), for all others are moved.
  mutating func remove(where isMeant: (Element) -> Bool) -> Element? {
    var found: Element?
    var others = ChunkedQueue()
    while let element = popFirst() {
      if found == nil, isMeant(element) { found = element } else { others.append(element) }
    }
    self = others
    return found
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = chunks[0][head].take()
    head += 1
    count -= 1
    if count == 0 {
      // The one chunk left is emptied and used again.
      chunks[0].removeAll(keepingCapacity: true)
      head = 0
    } else if head == Self.chunkSize {
      chunks.removeFirst()
      head = 0
    }
    return element
  }
}
