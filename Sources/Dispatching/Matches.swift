import Routing

/// The associations that matched: one without an allocation, more in an array.
struct Matches {
  private(set) var first = AssociationID(index: 0)
  private var others: [AssociationID] = []
  private(set) var count = 0

  mutating func append(_ association: AssociationID) {
    if count == 0 { first = association } else { others.append(association) }
    count += 1
  }

  var all: [AssociationID] { count == 0 ? [] : [first] + others }
}
