/// Builds the tree of a file from what a parser of YAML or JSON meets, in its order.
///
/// It holds the rules that both formats share: limits, keys that are texts, each key once.
package struct NodeBuilder {
  /// Whether a limit was passed: the parser then stops.
  package private(set) var isExhausted = false
  private let file: String
  private let limits: ManifestLimits
  private var stack: [Frame] = []
  private var root: ManifestNode?
  private var nodeCount = 0
  private var problems: [ManifestProblem] = []

  package init(file: String, limits: ManifestLimits = ManifestLimits()) {
    self.file = file
    self.limits = limits
  }

  package mutating func scalar(_ text: String, isPlain: Bool, at position: ManifestPosition) {
    guard count(at: position) else { return }
    if stack.last?.expectsKey == true {
      key(ManifestNode.Key(text: text, isPlain: isPlain, position: position))
    } else {
      place(ManifestNode(.scalar(text, isPlain: isPlain), at: position))
    }
  }

  /// A value that the parser refused and reported.
  package mutating func refused(at position: ManifestPosition) {
    guard count(at: position) else { return }
    if stack.last?.expectsKey == true {
      stack[stack.count - 1].skipKey()
    } else {
      place(ManifestNode(.refused, at: position))
    }
  }

  package mutating func beginSequence(at position: ManifestPosition) {
    begin(Frame(isMapping: false, position: position, isKey: refusesAsKey("list", at: position)))
  }

  package mutating func beginMapping(at position: ManifestPosition) {
    begin(Frame(isMapping: true, position: position, isKey: refusesAsKey("map", at: position)))
  }

  /// Ends the innermost sequence or mapping.
  package mutating func end() {
    guard !isExhausted, let frame = stack.popLast() else { return }
    if frame.isKey {
      stack[stack.count - 1].skipKey()
    } else {
      place(frame.node)
    }
  }

  /// Adds a problem at the place that the parser has come to.
  package mutating func report(
    _ found: String, allowed: String? = nil, hint: String? = nil, at position: ManifestPosition
  ) {
    report(found, allowed: allowed, hint: hint, at: position, under: nil)
  }

  /// What was built, without a tree where the parser stopped early.
  package func document(isComplete: Bool) -> ManifestDocument {
    ManifestDocument(
      file: file, root: isComplete && !isExhausted ? root : nil, problems: problems)
  }

  private mutating func begin(_ frame: Frame) {
    guard count(at: frame.position) else { return }
    guard stack.count < limits.depth else {
      report(
        "maps and lists stand more than \(limits.depth) deep", allowed: "\(limits.depth)",
        at: frame.position)
      isExhausted = true
      return
    }
    stack.append(frame)
  }

  private mutating func refusesAsKey(_ kind: String, at position: ManifestPosition) -> Bool {
    guard !isExhausted, let frame = stack.last, frame.expectsKey else { return false }
    report("a key is a \(kind)", allowed: "a string", at: position)
    return true
  }

  private mutating func count(at position: ManifestPosition) -> Bool {
    guard !isExhausted else { return false }
    nodeCount += 1
    guard nodeCount <= limits.nodes else {
      report(
        "more than \(limits.nodes) values in one file", allowed: "\(limits.nodes)", at: position)
      isExhausted = true
      return false
    }
    return true
  }

  private mutating func key(_ key: ManifestNode.Key) {
    if key.isPlain, key.text == "<<" {
      report(
        "a merge key (`<<`)", allowed: "keys of this map",
        hint: "Write the merged keys out.", at: key.position)
      stack[stack.count - 1].skipKey()
    } else if let first = stack[stack.count - 1].take(key) {
      report(
        "the key stands twice in this map, first in line \(first.line)", allowed: "each key once",
        at: key.position, under: key.text)
    }
  }

  private mutating func place(_ node: ManifestNode) {
    if stack.isEmpty {
      root = node
    } else {
      stack[stack.count - 1].place(node)
    }
  }

  private mutating func report(
    _ found: String, allowed: String? = nil, hint: String? = nil, at position: ManifestPosition,
    under key: String?
  ) {
    var path = FieldPath.root
    for frame in stack where !frame.isKey { path = frame.path(under: path) }
    if let key { path = .key(path, key) }
    problems.append(
      ManifestProblem(
        file: file, position: position, path: path.description, found: found, allowed: allowed,
        hint: hint))
  }
}

/// A mapping or sequence whose end has not come yet.
private struct Frame {
  let isMapping: Bool
  let position: ManifestPosition
  /// Whether it stands where a key should, and is dropped.
  let isKey: Bool
  private var items: [ManifestNode] = []
  private var entries: [ManifestNode.Entry] = []
  private var places: [String: ManifestPosition] = [:]
  private var pending = Pending.none

  private enum Pending {
    case none
    /// A key that was refused: its value is dropped.
    case skipped
    case key(ManifestNode.Key)
  }

  init(isMapping: Bool, position: ManifestPosition, isKey: Bool) {
    self.isMapping = isMapping
    self.position = position
    self.isKey = isKey
  }

  var expectsKey: Bool {
    if case .none = pending { isMapping } else { false }
  }

  var node: ManifestNode {
    ManifestNode(isMapping ? .mapping(entries) : .sequence(items), at: position)
  }

  /// The path of what comes next in here.
  func path(under parent: FieldPath) -> FieldPath {
    guard isMapping else { return .item(parent, items.count) }
    if case .key(let key) = pending { return .key(parent, key.text) }
    return parent
  }

  mutating func skipKey() { pending = .skipped }

  /// Takes a key, or returns where the same key stood before.
  mutating func take(_ key: ManifestNode.Key) -> ManifestPosition? {
    if let first = place(of: key.text) {
      pending = .skipped
      return first
    }
    pending = .key(key)
    return nil
  }

  mutating func place(_ node: ManifestNode) {
    guard isMapping else {
      items.append(node)
      return
    }
    if case .key(let key) = pending {
      if entries.isEmpty { entries.reserveCapacity(4) }
      entries.append(ManifestNode.Entry(key: key, value: node))
    }
    pending = .none
  }

  /// Few keys are compared one by one; many are looked up.
  private mutating func place(of key: String) -> ManifestPosition? {
    let few = 16
    if entries.count < few { return entries.first { $0.key.text == key }?.key.position }
    for entry in entries[places.count...] { places[entry.key.text] = entry.key.position }
    return places[key]
  }
}
