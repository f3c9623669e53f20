import COpenSSL

/// What the connections to servers have in common: whom to trust, and what to show.
///
/// Immutable, and used by every loop.
package final class TLSClientContext: Sendable {
  private let handle: ContextHandle

  /// Reads the files; blocks, so not on a loop.
  ///
  /// - Throws: `TLSError` where one of them can't be used.
  package init(_ settings: TLSClientSettings) throws(TLSError) {
    handle = try ContextHandle(isServer: false, minimum: .v12)
    if let identity = settings.identity { try Identity(identity).use(in: handle) }
    if let authority = settings.authority {
      try handle.trust(authority)
    } else {
      unsafe SSL_CTX_set_default_verify_paths(handle.pointer)
    }
    let mode = settings.verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE
    unsafe SSL_CTX_set_verify(handle.pointer, mode, nil)
    let protocols = [UInt8(ProtocolName.http11.count)] + ProtocolName.http11
    guard unsafe SSL_CTX_set_alpn_protos(handle.pointer, protocols, UInt32(protocols.count)) == 0
    else { throw .library(reason: OpenSSLErrors.words()) }
  }

  /// A session for a socket that was connected.
  ///
  /// - Parameter serverName: a name or an address: what the certificate must be made for.
  /// - Throws: `TLSError.library` where there is no memory, or the name can't be one.
  package func session(
    for descriptor: Int32, serverName: String
  ) throws(TLSError) -> TLSSession {
    let session = try TLSSession(handle, descriptor: descriptor, owner: self)
    guard session.connect(to: serverName) else {
      throw .library(reason: "the server's name can't be used")
    }
    return session
  }
}
