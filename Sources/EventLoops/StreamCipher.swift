/// What stands between a stream and its socket and makes the bytes secret: TLS.
///
/// It reads and writes the stream's descriptor by itself, never blocks, and is used on the stream's
/// loop only.
package protocol StreamCipher: AnyObject {
  /// Goes on with the handshake; `.done` when it is complete.
  func handshake() -> CipherProgress

  /// Decrypts into `room`, which is not empty; `.done(0)` at the end that the peer has announced.
  func read(into room: UnsafeMutableRawBufferPointer) -> CipherProgress

  /// Encrypts the beginning of `bytes`, which are not empty; `.done` tells how many.
  ///
  /// After `.wantsRead` and `.wantsWrite` it is called with the same bytes again.
  func write(_ bytes: UnsafeRawBufferPointer) -> CipherProgress

  /// Announces that this side sends no more, as far as the socket takes it now; twice is fine.
  func end()
}
