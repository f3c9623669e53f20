/// What became of one step of a cipher.
package enum CipherProgress: Sendable {
  /// That many bytes of plain text went through.
  case done(Int)
  /// The step is to be repeated when the socket can be read.
  case wantsRead
  /// The step is to be repeated when the socket can be written.
  case wantsWrite
  /// The connection is of no more use.
  case failed(StreamError)
}
