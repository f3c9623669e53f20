/// A set of numbers from 0 to 63, one bit each.
struct FieldSet: Sendable, Hashable {
  private(set) var bits: UInt64 = 0

  init() {}

  /// The first number of `range` and every `step`th after it.
  init(_ range: ClosedRange<Int>, step: Int = 1) {
    for number in stride(from: range.lowerBound, through: range.upperBound, by: step) {
      insert(number)
    }
  }

  init(bits: UInt64) { self.bits = bits }

  var isEmpty: Bool { bits == 0 }

  mutating func insert(_ number: Int) {
    precondition((0..<64).contains(number), "\(number) is not a bit of a field")
    bits |= 1 << UInt64(number)
  }

  mutating func formUnion(_ other: FieldSet) { bits |= other.bits }

  func contains(_ number: Int) -> Bool {
    (0..<64).contains(number) && bits & (1 << UInt64(number)) != 0
  }

  /// The smallest member that is not below `number` (0 or more).
  func next(from number: Int) -> Int? {
    let rest = number < 64 ? bits >> UInt64(number) : 0
    return rest == 0 ? nil : number + rest.trailingZeroBitCount
  }

  /// The members in rising order.
  var members: [Int] { (0..<64).filter(contains) }
}
