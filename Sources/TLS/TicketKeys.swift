import COpenSSL

/// What session tickets are sealed with: every loop, and every context after a reload, opens the
/// tickets of all others. Made anew with each start of the program.
package struct TicketKeys: Sendable {
  /// A name, a key for the digest and one for the cipher.
  let bytes: [UInt8]

  /// What OpenSSL wants: 16 bytes of name and twice 32 of keys.
  private static let byteCount = 80

  /// - Throws: `TLSError.library` where there is no randomness.
  package init() throws(TLSError) {
    var bytes = [UInt8](repeating: 0, count: TicketKeys.byteCount)
    guard unsafe RAND_bytes(&bytes, Int32(bytes.count)) == 1 else {
      throw .library(reason: OpenSSLErrors.words())
    }
    self.bytes = bytes
  }

  func use(in context: borrowing ContextHandle) {
    var bytes = bytes
    let count = bytes.count
    unsafe bytes.withUnsafeMutableBytes { buffer in
      _ = unsafe SSL_CTX_ctrl(
        context.pointer, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, count, buffer.baseAddress)
    }
  }
}
