import Instants

/// Which lines of a function's log are wanted, as a URL says it.
struct LogQuery {
  var since: WallTime?
  var tail: Int?
  var follows = false

  /// Lines that `tail` may ask for.
  private static let tails = 0...1_000_000

  /// - Throws: `BadRequest` for a value that is not of its kind.
  init(_ query: [String: String], now: WallTime) throws(BadRequest) {
    if let text = query["since"] {
      since = WallTime(written: text, now: now)
      guard since != nil else { throw BadRequest("`since` is \(WallTime.writtenForm)") }
    }
    if let text = query["tail"] {
      tail = Int(text)
      guard let tail, LogQuery.tails.contains(tail) else {
        throw BadRequest("`tail` is a number of lines from 0 to \(LogQuery.tails.upperBound)")
      }
    }
    switch query["follow"] {
    case nil, "false": break
    case "true", "": follows = true
    default: throw BadRequest("`follow` is true or false")
    }
  }
}
