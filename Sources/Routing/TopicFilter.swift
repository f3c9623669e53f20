/// An MQTT topic filter: levels, `+` for one level, `#` for the rest, and shared subscriptions.
///
/// Source: MQTT 5.0, sections 4.7 (topic names and filters) and 4.8.2 (shared subscriptions).
package struct TopicFilter: Sendable, Hashable, CustomStringConvertible {
  private enum Level: Sendable, Hashable {
    case literal([UInt8])
    case single
    case rest
  }

  /// The NAME of `$share/NAME/FILTER`; nil where the subscription is not shared.
  package let shareName: String?
  /// The filter as it was written, `$share/NAME/` included: what a client subscribes to.
  package let description: String
  private let levels: [Level]

  /// - Throws: `RoutingError.invalidTopicFilter`.
  package init(_ text: String) throws(RoutingError) {
    func invalid(_ reason: String) -> RoutingError { .invalidTopicFilter(text, reason: reason) }
    guard (1...65_535).contains(text.utf8.count) else {
      throw invalid(text.isEmpty ? "is empty" : "is longer than 65535 bytes")
    }
    guard !text.utf8.contains(0) else { throw invalid("has a NUL character") }
    var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var shareName: String?
    if Array(parts[0]) == Array("$share".utf8) {
      guard parts.count >= 3, parts.count > 3 || !parts[2].isEmpty else {
        throw invalid("has nothing after $share/NAME/")
      }
      guard !parts[1].isEmpty else { throw invalid("has no name after $share/") }
      guard !parts[1].contains(where: TopicFilter.isWildcard) else {
        throw invalid("has a wildcard in the name of its share")
      }
      shareName = String(Substring(parts[1]))
      parts.removeFirst(2)
    }
    var levels: [Level] = []
    for (position, part) in parts.enumerated() {
      if part.elementsEqual([UInt8(ascii: "+")]) {
        levels.append(.single)
      } else if part.elementsEqual([UInt8(ascii: "#")]) {
        guard position == parts.count - 1 else { throw invalid("has a # before its last level") }
        levels.append(.rest)
      } else if part.contains(where: TopicFilter.isWildcard) {
        throw invalid("has a + or # that is not a whole level")
      } else {
        levels.append(.literal(Array(part)))
      }
    }
    self.shareName = shareName
    self.levels = levels
    description = text
  }

  /// Whether a message may be published on `topic`: 1 to 65,535 bytes without `+`, `#` and NUL.
  package static func isTopic(_ topic: String) -> Bool {
    (1...65_535).contains(topic.utf8.count)
      && !topic.utf8.contains { isWildcard($0) || $0 == 0 }
  }

  /// Whether messages on `topic` come to this filter; never where it is no topic.
  ///
  /// A wildcard at the beginning does not match topics that begin with `$` (section 4.7.2).
  package func matches(_ topic: String) -> Bool {
    guard TopicFilter.isTopic(topic) else { return false }
    let bytes = topic.utf8Span.span
    if bytes[0] == UInt8(ascii: "$") {
      guard case .literal = levels[0] else { return false }
    }
    var start = 0
    for (position, level) in levels.enumerated() {
      if case .rest = level { return true }
      // Past the end only `#` matches: `a/#` has `a` too.
      guard start <= bytes.count else { return false }
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
      if case .literal(let literal) = level {
        guard bytes.extracting(start..<end).isEqual(to: literal.span) else { return false }
      }
      start = end + 1
      if position == levels.count - 1 { return end == bytes.count }
    }
    return false
  }

  private static func isWildcard(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "#")
  }
}
