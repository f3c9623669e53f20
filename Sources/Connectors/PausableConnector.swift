/// A connector that can hold still and keep what it has outside: a session, a place in a group.
///
/// One that is not pausable is stopped instead, and started anew: a schedule has nothing outside.
package protocol PausableConnector: Connector {
  /// Takes in nothing new until it is resumed; what has been taken in is finished. From any thread,
  /// twice or before `run` is fine.
  func setPaused(_ isPaused: Bool)
}
