import Instants
import Routing

@testable import Storage

/// What a store must do with deliveries, told as simply as can be: lists of all deliveries and dead
/// letters, gone through for each question.
struct QueueModel {
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
    /// Whether it waits for the end of a hold as well as for its time.
    var isHeld = false
    /// Whether it was due before the clock went back: it may have been found ready then, or not.
    var wasDue = false

    func isInLine(with other: Item) -> Bool {
      key != nil && key == other.key && association == other.association
    }
  }

  struct Letter {
    let item: Item
    var holds: Bool
    var isRedriven = false

    /// As the walk reads it of the store.
    var line: String {
      "\(item.number) after \(item.attempts)\(holds ? ", holds" : "")\(isRedriven ? ", redriven" : "")"
    }
  }

  private(set) var items: [Item] = []
  private(set) var letters: [Letter] = []
  private(set) var paused: Set<PauseTarget> = []
  private var nextNumber = 1
  /// Those that have ended or died, in that order, but for those that came from dead letters.
  private(set) var ended: [Item] = []
  /// Those whose end a crash may undo: nothing durable came after it.
  private var unsure: [Item] = []
  var memory = OnceMemory()

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
    unsure = []
    return item
  }

  /// Whatever was done before is durable now.
  mutating func noteDurable() { unsure = [] }

  // MARK: Leases

  /// What can be leased now, in order.
  func ready(in queue: FunctionName, now: WallTime) -> [(number: Int, isSure: Bool)] {
    guard !paused.contains(.function(queue)) else { return [] }
    return items.filter {
      $0.queue == queue && $0.state == .queued && ($0.key == nil || $0.isHead)
        && ($0.due <= now || $0.wasDue)
    }
    .map { ($0.number, $0.due <= now) }
  }

  /// - Returns: nil where there is no such item.
  mutating func lease(_ number: Int) -> Item? {
    guard let index = items.firstIndex(where: { $0.number == number }) else { return nil }
    items[index].state = .leased
    return items[index]
  }

  mutating func settle(_ number: Int, _ fate: Settlement.Fate) {
    guard let index = items.firstIndex(where: { $0.number == number }) else { return }
    items[index].state = .queued
    items[index].wasDue = false
    items[index].isHeld = false
    switch fate {
    case .done:
      unsure.append(items[index])
      end(index)
    case .dead(let attempts, _, _, let holds):
      items[index].attempts = attempts
      letters.append(Letter(item: items[index], holds: holds && items[index].key != nil))
      end(index)
      unsure = []
    case .retry(let attempts, let due):
      items[index].attempts = attempts
      items[index].due = due
      items[index].storedDue = due
      unsure = []
    case .hold(let due):
      items[index].due = due
      items[index].isHeld = true
    case .release: items[index].due = start
    case .park(let association):
      items[index].due = start
      if let association, paused.contains(.association(association)) {
        items[index].state = .parked
      }
    }
    appoint()
  }

  private mutating func end(_ index: Int) {
    let item = items.remove(at: index)
    if item.place == item.number { ended.append(item) }
  }

  mutating func endHolds(of queue: FunctionName) {
    for index in items.indices
    where items[index].queue == queue && items[index].isHeld
      && items[index].state == .queued
    {
      items[index].isHeld = false
      items[index].due = start
    }
  }

  /// - Returns: whether there was one.
  mutating func cancel(_ number: Int) -> Bool {
    unsure = []
    guard let index = items.firstIndex(where: { $0.number == number && $0.association == nil })
    else { return false }
    items.remove(at: index)
    return true
  }

  mutating func setPause(_ target: PauseTarget, isPaused: Bool) {
    unsure = []
    if isPaused {
      paused.insert(target)
      return
    }
    paused.remove(target)
    for index in items.indices where items[index].state == .parked {
      if items[index].association.map({ target == .association($0) }) == true {
        items[index].state = .queued
      }
    }
  }

  // MARK: Dead letters

  /// Makes a letter of what was never queued.
  mutating func bury(to queue: FunctionName, of association: AssociationName?) -> Item {
    var item = Item(
      number: nextNumber, queue: queue, association: association, key: nil, place: nextNumber,
      storedDue: start, due: start)
    item.attempts = 1
    nextNumber += 1
    letters.append(Letter(item: item, holds: false))
    unsure = []
    return item
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
    unsure = []
    appoint()
  }

  // MARK: Time and crashes

  /// To be called before the clock goes back.
  mutating func noteDue(by now: WallTime) {
    for index in items.indices where items[index].due <= now { items[index].wasDue = true }
  }

  /// - Parameter standing: what stands in the file after a crash; nil where the end was orderly.
  mutating func restart(standing: Set<Int>? = nil) {
    let back = unsure.filter { standing?.contains($0.number) == true }
    unsure = []
    ended.removeAll { item in back.contains { $0.number == item.number } }
    items = (items + back).sorted { $0.number < $1.number }
    for index in items.indices {
      items[index].state = .queued
      items[index].due = items[index].storedDue
      items[index].isHead = false
      items[index].isHeld = false
      items[index].wasDue = false
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
