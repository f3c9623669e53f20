/// What a request's path, method and host lead to.
package enum HTTPPathMatch: Sendable {
  case found(Found)
  /// The path is there, but not for this method; these are the methods for `Allow`, sorted.
  case methodNotAllowed(allow: [String])
  case notFound

  /// The route, and where in the path its parameters stand.
  package struct Found: Sendable {
    /// The route's position in the list that the table was made of.
    package var index: Int
    package var parameters: Parameters
  }

  /// Ranges of the path's bytes, in the order of the pattern's `parameterNames`.
  package struct Parameters: Sendable {
    private var ranges = InlineArray<16, Range<Int>>(repeating: 0..<0)
    /// 0 to `HTTPPathPattern.parameterLimit`.
    package private(set) var count = 0

    /// - Parameter position: less than `count`.
    package subscript(position: Int) -> Range<Int> {
      precondition(position < count, "parameter \(position) of \(count)")
      return ranges[position]
    }

    mutating func push(_ range: Range<Int>) {
      ranges[count] = range
      count += 1
    }

    mutating func pop() { count -= 1 }
  }
}
