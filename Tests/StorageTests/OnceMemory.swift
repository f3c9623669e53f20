import Instants
import Routing

@testable import Storage

/// What a store must remember of what it stores once.
struct OnceMemory {
  enum Answer {
    case new
    case known(Int)
    /// Its time was over before the clock went back: it may be forgotten, or not.
    case either(Int)
  }

  private struct Entry {
    let association: AssociationName
    let key: String
    let number: Int
    let until: WallTime
    var wasOver = false
  }

  private var entries: [Entry] = []

  /// What to expect of a key that comes now.
  mutating func answer(
    _ key: String, of association: AssociationName, now: WallTime
  ) -> Answer {
    for index in entries.indices where entries[index].until <= now { entries[index].wasOver = true }
    guard let entry = entries.first(where: { $0.key == key && $0.association == association }),
      entry.until > now
    else { return .new }
    return entry.wasOver ? .either(entry.number) : .known(entry.number)
  }

  mutating func remember(
    _ key: OnceKey, of association: AssociationName, as number: Int, now: WallTime
  ) {
    entries.removeAll { $0.key == key.text && $0.association == association }
    entries.append(
      Entry(association: association, key: key.text, number: number, until: now + key.window))
  }
}
