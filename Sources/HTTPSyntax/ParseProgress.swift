/// How far a parser has come with the bytes that are there.
package enum ParseProgress: Sendable, Hashable {
  /// All bytes so far are good; more must come.
  case needMore
  case complete
  /// The bytes can never become a message; answer with the status and close the connection.
  case refused(HTTPRefusal)
}
