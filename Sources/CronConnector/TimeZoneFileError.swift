/// Why a time zone could not be loaded; the description has no full stop.
package enum TimeZoneFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Not a name such as `Europe/Berlin`: an offset, a path or something with a space.
  case noName(suggestion: String?)
  /// This machine has no such zone.
  case unknown(suggestion: String?)
  /// One of the `right/` zones.
  case countsLeapSeconds
  /// The system refused to read it.
  case unreadable(errno: Int32)

  package var description: String {
    switch self {
    case .noName(let suggestion):
      "not the name of a time zone, such as Europe/Berlin" + Self.hint(suggestion)
    case .unknown(let suggestion): "there is no such time zone" + Self.hint(suggestion)
    case .countsLeapSeconds: "this zone counts leap seconds, take the one without right/"
    case .unreadable(let code): "the file of this time zone can't be read (error \(code))"
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean \($0)?" } ?? ""
  }
}
