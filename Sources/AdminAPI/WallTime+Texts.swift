import Instants
import Manifests

extension WallTime {
  /// How an instant is written, for people.
  static let writtenForm = "a time back such as 2h, or an instant such as 2026-03-28T00:00:00Z"

  /// Reads an instant, or how long before `now` it was; nil for anything else.
  init?(written text: String, now: WallTime) {
    guard let time = WallTime(rfc3339: text) ?? Duration(written: text).map({ now - $0 }) else {
      return nil
    }
    self = time
  }
}
