import Routing

/// The lines of deliveries that go one after the other, and who waits in them: a pure value.
///
/// One of each line, its head, is on its way: ready, delayed, parked or leased. The others wait
/// here, as lists linked through one array, so that neither a million lines nor a million in one
/// line take more than some bytes each. A line goes with the last who is in it, and the memory of
/// all with the last line.
struct LineTable {
  private struct Name: Hashable {
    let key: String
    let association: Int32
  }

  private struct Line {
    let name: Name
    /// Of those that wait in order of arrival.
    var first: Int32?
    var last: Int32?
    var hasHead = false
    /// Dead letters that hold it.
    var holders: Int32 = 0
    /// Those that take a place of before.
    var returned = BinaryHeap<Return>()
  }

  private struct Node {
    let entry: WaitingEntry
    var next: Int32?
  }

  private struct Return: Comparable {
    let place: Int64
    let token: Int64
    let node: Int32

    static func < (left: Return, right: Return) -> Bool {
      (left.place, left.token) < (right.place, right.token)
    }
  }

  private var associations: [AssociationName: Int32] = [:]
  private var indices: [Name: Int32] = [:]
  private var lines = Slots<Line>()
  private var nodes = Slots<Node>()

  /// How many lines there are.
  var count: Int { lines.count }

  /// The line of that key, which is made where there is none.
  mutating func line(_ key: String, of association: AssociationName) -> LineID {
    let name = Name(key: key, association: index(of: association))
    if let index = indices[name] { return LineID(index: index) }
    let index = lines.insert(Line(name: name))
    indices[name] = index
    return LineID(index: index)
  }

  private mutating func index(of association: AssociationName) -> Int32 {
    if let index = associations[association] { return index }
    let index = Int32(associations.count)
    associations[association] = index
    return index
  }

  /// Makes a newcomer the head.
  ///
  /// - Returns: false where somebody is before it, or a dead letter holds the line.
  mutating func enter(_ line: LineID) -> Bool {
    let found = lines[line.index]
    guard !found.hasHead, found.holders == 0, found.first == nil, found.returned.count == 0
    else { return false }
    lines[line.index].hasHead = true
    return true
  }

  /// Lets one wait: at the end, or before all that have come after `place`.
  mutating func wait(_ entry: WaitingEntry, in line: LineID, place: Int64?) {
    let node = nodes.insert(Node(entry: entry))
    if let place {
      let comer = Return(place: place, token: entry.token, node: node)
      return lines[line.index].returned.insert(comer)
    }
    if let last = lines[line.index].last {
      nodes[last].next = node
    } else {
      lines[line.index].first = node
    }
    lines[line.index].last = node
  }

  /// Takes note that the head has ended.
  mutating func leave(_ line: LineID) { lines[line.index].hasHead = false }

  mutating func hold(_ line: LineID) { lines[line.index].holders += 1 }

  mutating func release(_ line: LineID) {
    precondition(lines[line.index].holders > 0, "nobody holds this line")
    lines[line.index].holders -= 1
  }

  /// Makes the first of those that wait the head, where there is none and nobody holds the line.
  ///
  /// - Returns: the new head. Where nobody is in the line any more, it has gone.
  mutating func next(_ line: LineID) -> WaitingEntry? {
    let found = lines[line.index]
    guard !found.hasHead, found.holders == 0 else { return nil }
    guard let node = takeFirst(line) else {
      remove(line)
      return nil
    }
    lines[line.index].hasHead = true
    return nodes.remove(node).entry
  }

  private mutating func takeFirst(_ line: LineID) -> Int32? {
    let first = lines[line.index].first
    if let again = lines[line.index].returned.first {
      if first.map({ again.place <= nodes[$0].entry.token }) ?? true {
        _ = lines[line.index].returned.popFirst()
        return again.node
      }
    }
    guard let first else { return nil }
    let second = nodes[first].next
    lines[line.index].first = second
    if second == nil { lines[line.index].last = nil }
    return first
  }

  private mutating func remove(_ line: LineID) {
    indices[lines.remove(line.index).name] = nil
    guard lines.count == 0 else { return }
    associations.removeAll(keepingCapacity: true)
    // What a dictionary has grown to, it keeps otherwise.
    if indices.capacity > Slots<Line>.kept { indices = [:] }
  }

  /// Calls `body` with each line.
  func forEachLine(_ body: (LineID) -> Void) {
    lines.forEachIndex { body(LineID(index: $0)) }
  }

  /// Calls `body` with each that waits, in no order.
  func forEachWaiting(_ body: (WaitingEntry) -> Void) {
    nodes.forEachIndex { body(nodes[$0].entry) }
  }
}
