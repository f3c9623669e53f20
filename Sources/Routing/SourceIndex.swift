import CloudEvents

/// The associations of one source, findable by what their filters ask of an event's attributes.
///
/// What `candidates` leaves out cannot match; what it brings must still be asked. Associations
/// without a filter, or whose filter has no positive attribute condition, are always brought.
final class SourceIndex: Sendable {
  private struct ExactIndex: Sendable {
    var attribute: AttributeSelector
    var members: [String: Range<Int>]
  }

  private struct AttributeAffixIndex: Sendable {
    var attribute: AttributeSelector
    var affixes: AffixIndex
  }

  /// Lists of positions in the routing table, each ascending, one after the other.
  let members: [Int32]
  private let always: Range<Int>
  private let exact: [ExactIndex]
  private let affixes: [AttributeAffixIndex]

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
    var members: [Int32] = []
    always = Self.append(unkeyed, to: &members)
    var texts: [IndexGroup: [(text: String, members: Range<Int>)]] = [:]
    var groupOrder: [IndexGroup] = []
    for key in order {
      let group = IndexGroup(kind: key.kind, attribute: key.attribute)
      if texts[group] == nil { groupOrder.append(group) }
      let range = Self.append(groups[key] ?? [], to: &members)
      texts[group, default: []].append((key.text, range))
    }
    self.members = members
    var exact: [ExactIndex] = []
    var affixes: [AttributeAffixIndex] = []
    for group in groupOrder {
      let texts = texts[group] ?? []
      switch group.kind {
      case .exact:
        let members = Dictionary(uniqueKeysWithValues: texts.map { ($0.text, $0.members) })
        exact.append(ExactIndex(attribute: group.attribute, members: members))
      case .prefix, .suffix:
        let index = AffixIndex(side: group.kind == .prefix ? .prefix : .suffix, texts)
        affixes.append(AttributeAffixIndex(attribute: group.attribute, affixes: index))
      }
    }
    self.exact = exact
    self.affixes = affixes
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

  /// Where the list then stands; a filter can name one key twice, and that counts once.
  private static func append(_ list: [Int32], to members: inout [Int32]) -> Range<Int> {
    let start = members.count
    for position in list where members.count == start || members.last != position {
      members.append(position)
    }
    return start..<members.count
  }
}
