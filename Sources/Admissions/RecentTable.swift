/// Values by key for the keys that were used last; of fixed size.
struct RecentTable: Sendable {
  private struct Entry {
    var key: UInt64
    var value: Int64
    /// Neighbours in the order of use; -1 stands for the end.
    var newer: Int
    var older: Int
  }

  private let capacity: Int
  private var places: [UInt64: Int] = [:]
  private var entries: [Entry] = []
  private var newest = -1
  private var oldest = -1

  init(capacity: Int) {
    precondition(capacity > 0, "a table has room for something")
    self.capacity = capacity
  }

  var count: Int { entries.count }

  /// The value of a key; setting it makes the key the one that was used last.
  subscript(key: UInt64) -> Int64? {
    get { places[key].map { entries[$0].value } }
    set {
      guard let newValue else { return }
      let place = places[key] ?? room(for: key)
      entries[place].value = newValue
      moveToFront(place)
    }
  }

  /// A place at no place in the order; where there is no other, that of the key used least lately.
  private mutating func room(for key: UInt64) -> Int {
    let place: Int
    if entries.count < capacity {
      place = entries.count
      entries.append(Entry(key: key, value: 0, newer: -1, older: -1))
      if oldest < 0 { oldest = place }
      if newest < 0 { newest = place } else { link(place) }
    } else {
      place = oldest
      places[entries[place].key] = nil
      entries[place].key = key
    }
    places[key] = place
    return place
  }

  /// Puts a new entry at the front.
  private mutating func link(_ place: Int) {
    entries[place].older = newest
    entries[newest].newer = place
    newest = place
  }

  private mutating func moveToFront(_ place: Int) {
    guard place != newest else { return }
    let entry = entries[place]
    if entry.older >= 0 { entries[entry.older].newer = entry.newer } else { oldest = entry.newer }
    entries[entry.newer].older = entry.older
    entries[place].newer = -1
    link(place)
  }
}
