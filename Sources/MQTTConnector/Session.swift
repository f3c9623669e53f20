/// What outlives a connection.
struct Session {
  /// Whether this process has subscribed; a session may be kept from a process whose manifest said
  /// something else.
  var hasSubscribed = false
  /// How many of the manifest's topics the broker granted.
  var topics = 0
  /// Whether the broker had kept it when it was last resumed.
  var isPresent = false
  var settled = SettledMessages()
  var backoff = Backoff()
}
