import CloudEvents

/// The associations of one source, findable by what their filters ask of an event's attributes.
///
/// What `candidates` leaves out cannot match; what it brings must still be asked. Associations
/// without a filter, or whose filter has no positive attribute condition, are always brought.
struct SourceIndex: Sendable {
  private struct ExactIndex: Sendable {
    var attribute: AttributeSelector
    var members: [String: Range<Int>]
  }

  private struct AttributeAffixIndex: Sendable {
    var attribute: AttributeSelector
    var affixes: AffixIndex
  }

  /// Lists of positions in the routing table, each ascending, one after the other.
  private(set) var members: [Int32] = []
  private var always: Range<Int> = 0..<0
  private var exact: [ExactIndex] = []
  private var affixes: [AttributeAffixIndex] = []

  /// - Parameter associations: positions in the routing table, ascending, with their filters.
  init(_ associations: [(position: Int, filter: Filter?)]) {
    var uses: [IndexKey: Int] = [:]
    for association in associations {
      for key in association.filter.map(IndexKey.all) ?? [] { uses[key, default: 0] += 1 }
    }
    var unkeyed: [Int32] = []
    var groups: [IndexKey: [Int32]] = [:]
    var order: [IndexKey] = []
    for (position, filter) in associations {
      let keys = filter.flatMap { IndexKey.best(for: $0) { uses[$0] ?? 0 } }
      if keys == nil { unkeyed.append(Int32(position)) }
      for key in keys ?? [] {
        if groups[key] == nil { order.append(key) }
        groups[key, default: []].append(Int32(position))
      }
    }
    always = store(unkeyed)
    var texts: [IndexGroup: [(text: String, members: Range<Int>)]] = [:]
    var groupOrder: [IndexGroup] = []
    for key in order {
      let group = IndexGroup(kind: key.kind, attribute: key.attribute)
      if texts[group] == nil { groupOrder.append(group) }
      texts[group, default: []].append((key.text, store(groups[key] ?? [])))
    }
    for group in groupOrder { add(group, texts[group] ?? []) }
  }

  /// The positions of all associations that could want the event, to be read with `members`.
  func candidates(for event: CloudEvent) -> CandidateMerge {
    var merge = CandidateMerge()
    merge.add(always)
    for index in exact {
      if let text = index.attribute.text(in: event), let range = index.members[text] {
        merge.add(range)
      }
    }
    for index in affixes {
      if let text = index.attribute.text(in: event) {
        index.affixes.forEachAffix(of: text) { merge.add($0) }
      }
    }
    return merge
  }

  private struct IndexGroup: Hashable {
    var kind: IndexKey.Kind
    var attribute: AttributeSelector
  }

  private mutating func add(
    _ group: IndexGroup, _ texts: [(text: String, members: Range<Int>)]
  ) {
    switch group.kind {
    case .exact:
      let members = Dictionary(uniqueKeysWithValues: texts.map { ($0.text, $0.members) })
      exact.append(ExactIndex(attribute: group.attribute, members: members))
    case .prefix, .suffix:
      let side: AffixIndex.Side = group.kind == .prefix ? .prefix : .suffix
      affixes.append(
        AttributeAffixIndex(
          attribute: group.attribute, affixes: AffixIndex(side: side, texts)))
    }
  }

  private mutating func store(_ list: [Int32]) -> Range<Int> {
    // A filter can name one key twice.
    var distinct: [Int32] = []
    for position in list where position != distinct.last { distinct.append(position) }
    let start = members.count
    members += distinct
    return start..<members.count
  }
}
