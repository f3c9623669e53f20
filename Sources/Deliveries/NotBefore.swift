import Instants

/// What the request header `Patchbay-Not-Before` says: when a queued event is attempted at first.
package enum NotBefore {
  package static let header = "Patchbay-Not-Before"
  /// How far ahead it may lie.
  static let longest: Duration = .seconds(365 * 86_400)
  /// What it may be, in words.
  package static let allowed =
    "an RFC 3339 time or a number of seconds, at most a year ahead"

  /// Reads an RFC 3339 time or whole seconds from now; nil for anything else and for more than a
  /// year. What has passed already is as good as now.
  package static func read(_ text: String, now: WallTime) -> WallTime? {
    let instant: WallTime
    if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
      guard let seconds = Int32(text) else { return nil }
      instant = now + .seconds(seconds)
    } else {
      guard let time = WallTime(rfc3339: text) else { return nil }
      instant = time
    }
    return instant - now > longest ? nil : max(instant, now)
  }
}
