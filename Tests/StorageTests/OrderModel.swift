import Instants
import Routing

@testable import Storage

/// What a store must do with deliveries that go one after the other, told as simply as can be: a
/// list of all deliveries, gone through for each question.
struct OrderModel {
  struct Item {
    enum State {
      case queued, leased, parked
    }

    /// Ascends with the order of arrival.
    let number: Int
    let queue: FunctionName
    let association: AssociationName?
    /// nil where it is ordered by nothing.
    let key: String?
    /// The number whose place in the line it takes.
    let place: Int
    /// As the file has it.
    var storedDue: WallTime
    var due: WallTime
    var attempts = 0
    var state = State.queued
    var isHead = false

    func isInLine(with other: Item) -> Bool {
      key != nil && key == other.key && association == other.association
    }
  }

  struct Letter {
    let item: Item
    var holds: Bool
    var isRedriven = false
  }

  private(set) var items: [Item] = []
  private(set) var letters: [Letter] = []
  private var paused: Set<AssociationName> = []
  private var nextNumber = 1
  /// Those that have ended or died, in that order, but for those that came from dead letters.
  private(set) var ended: [Item] = []

  var leased: [Item] { items.filter { $0.state == .leased } }

  mutating func append(
    to queue: FunctionName, of association: AssociationName?, key: String?, place: Int? = nil,
    due: WallTime
  ) -> Item {
    let item = Item(
      number: nextNumber, queue: queue, association: association, key: key,
      place: place ?? nextNumber, storedDue: due, due: due)
    nextNumber += 1
    items.append(item)
    appoint()
    return item
  }

  mutating func lease(_ queue: FunctionName, limit: Int, now: WallTime) -> [Int] {
    let ready = items.indices.filter {
      items[$0].queue == queue && items[$0].state == .queued && items[$0].due <= now
        && (items[$0].key == nil || items[$0].isHead)
    }
    for index in ready.prefix(limit) { items[index].state = .leased }
    return ready.prefix(limit).map { items[$0].number }
  }

  mutating func settle(_ number: Int, _ fate: Settlement.Fate) {
    guard let index = items.firstIndex(where: { $0.number == number }) else { return }
    items[index].state = .queued
    switch fate {
    case .done: end(index)
    case .dead(_, _, _, let holds):
      letters.append(Letter(item: items[index], holds: holds && items[index].key != nil))
      end(index)
    case .retry(let attempts, let due):
      items[index].attempts = attempts
      items[index].due = due
      items[index].storedDue = due
    case .hold(let due): items[index].due = due
    case .release: break
    case .park(let association):
      if let association, paused.contains(association) { items[index].state = .parked }
    }
    appoint()
  }

  private mutating func end(_ index: Int) {
    let item = items.remove(at: index)
    if item.place == item.number { ended.append(item) }
  }

  mutating func setPause(_ association: AssociationName, isPaused: Bool) {
    if isPaused {
      paused.insert(association)
      return
    }
    paused.remove(association)
    for index in items.indices
    where items[index].state == .parked && items[index].association == association {
      items[index].state = .queued
    }
  }

  /// Marks a letter and makes a delivery of it.
  mutating func redrive(_ index: Int, due: WallTime) -> Item {
    letters[index].holds = false
    letters[index].isRedriven = true
    let old = letters[index].item
    return append(
      to: old.queue, of: old.association, key: old.key, place: old.place, due: due)
  }

  mutating func purge(_ index: Int) {
    letters.remove(at: index)
    appoint()
  }

  mutating func restart() {
    for index in items.indices {
      items[index].state = .queued
      items[index].due = items[index].storedDue
      items[index].isHead = false
    }
    appoint()
  }

  func waiting(in queue: FunctionName) -> Int {
    items.count { $0.queue == queue && $0.key != nil && !$0.isHead }
  }

  func holders(in queue: FunctionName) -> Int {
    letters.count { $0.item.queue == queue && $0.holds }
  }

  /// Makes the first of each line that has none its head, unless a letter holds it.
  private mutating func appoint() {
    for index in items.indices where items[index].key != nil {
      let item = items[index]
      let isKept =
        items.contains { $0.isHead && $0.isInLine(with: item) }
        || letters.contains { $0.holds && $0.item.isInLine(with: item) }
      guard !isKept else { continue }
      let isFirst = !items.contains {
        $0.isInLine(with: item) && ($0.place, $0.number) < (item.place, item.number)
      }
      if isFirst { items[index].isHead = true }
    }
  }
}
