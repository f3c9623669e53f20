/// Where a delivery stands among those of its association that go one after the other.
package struct LinePlace: Sendable, Hashable {
  /// Names its line within the association; empty where there is one for all.
  package var key: String
  /// The token whose place it takes, where it comes from a dead letter; nil is the end of the line.
  package var token: Int64?

  package init(key: String, token: Int64? = nil) {
    self.key = key
    self.token = token
  }
}
