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

  /// - Parameter isOn: whether anything is split.
  init(count: Int, isOn: Bool) {
    self.isOn = isOn
    parts = [0..<count]
  }

  /// The part that is tried next; nil where nothing is left.
  mutating func next() -> Range<Int>? {
    guard tried < parts.count else { return nil }
    tried += 1
    return parts[tried - 1]
  }

  /// Notes that the function was well with a part.
  mutating func noteSuccess() { hasSucceeded = true }

  /// Splits a part that has failed.
  ///
  /// - Returns: false where its failure stands.
  mutating func split(_ part: Range<Int>) -> Bool {
    let most = hasSucceeded ? Bisection.mostRequests : Bisection.mostInVain
    guard isOn, part.count > 1, parts.count + 2 <= most else { return false }
    let middle = part.lowerBound + part.count / 2
    parts.append(part.lowerBound..<middle)
    parts.append(middle..<part.upperBound)
    return true
  }
}
