/// What reading the beginning of a request's body has brought.
package enum BodyStart {
  /// All of it.
  case whole([UInt8])
  /// It is large: `pendingBody` has it.
  case pending
  /// It was refused, and the client told so.
  case refused
}
