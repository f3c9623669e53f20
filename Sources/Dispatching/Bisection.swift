/// Which parts of a batch are tried, one after the other, where what fails as a whole is split in
/// two: a pure value.
///
/// The larger parts come first. Up to seven events that make every request with them fail are all
/// found, whatever the size; what goes beyond a limit fails together.
struct Bisection {
  /// Requests that a batch costs at most.
  static let mostRequests = 255
  /// Requests after which a function that none of them was well for is taken for broken.
  static let mostInVain = 31

  private let isOn: Bool
  private var parts: [Range<Int>]
  /// How many of the parts have been tried.
  private(set) var tried = 0
  private var hasSucceeded = false
  /// Parts that have failed before anything succeeded, and too late to be split in vain.
  private var undecided: [Range<Int>] = []
  /// Parts whose failure stands; all of them once nothing is left to try.
  private(set) var failed: [Range<Int>] = []

  /// - Parameter isOn: whether anything is split.
  init(count: Int, isOn: Bool) {
    self.isOn = isOn
    parts = [0..<count]
  }

  /// The part that is tried next; nil where nothing is left.
  mutating func next() -> Range<Int>? {
    if tried == parts.count {
      let rest = undecided
      undecided = []
      if hasSucceeded { for part in rest { split(part) } } else { failed += rest }
    }
    guard tried < parts.count else { return nil }
    tried += 1
    return parts[tried - 1]
  }

  /// Notes that the function was well with a part.
  mutating func noteSuccess() { hasSucceeded = true }

  /// Notes that a part has failed, and splits it if it may be.
  ///
  /// - Parameter maySplit: whether its events may be why.
  mutating func noteFailure(_ part: Range<Int>, maySplit: Bool) {
    guard isOn, maySplit, part.count > 1 else { return failed.append(part) }
    if hasSucceeded || parts.count + 2 <= Bisection.mostInVain {
      split(part)
    } else {
      undecided.append(part)
    }
  }

  private mutating func split(_ part: Range<Int>) {
    guard parts.count + 2 <= Bisection.mostRequests else { return failed.append(part) }
    let middle = part.lowerBound + part.count / 2
    parts.append(part.lowerBound..<middle)
    parts.append(middle..<part.upperBound)
  }
}
