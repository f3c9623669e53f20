/// What one section (`functions`, `sources`, `associations`) declares over all files, in order.
struct Section<Item> {
  private(set) var declared: [Declared] = []
  private var places: [String: Int] = [:]

  struct Declared {
    let name: String
    let position: ManifestPosition
    let field: FieldReader
    let item: Item
  }

  /// The item of this name; nil where none is declared.
  subscript(name: String) -> Item? { places[name].map { declared[$0].item } }

  /// Where the name was declared first; nil where it was not yet.
  func first(_ name: String) -> Declared? { places[name].map { declared[$0] } }

  /// In the order of the declarations.
  var names: some RandomAccessCollection<String> { declared.lazy.map(\.name) }

  /// Makes room for that many items more.
  mutating func reserve(_ count: Int) {
    declared.reserveCapacity(declared.count + count)
    places.reserveCapacity(declared.count + count)
  }

  mutating func add(_ declared: Declared) {
    guard places[declared.name] == nil else { return }
    places[declared.name] = self.declared.count
    self.declared.append(declared)
  }
}
