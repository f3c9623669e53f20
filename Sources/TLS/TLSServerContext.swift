import COpenSSL

/// What the connections of a listener have in common: certificates, authorities, ticket keys.
///
/// Immutable; a listener takes a new one when the files have changed.
package final class TLSServerContext: Sendable {
  private let handle: ContextHandle
  /// What the callbacks of the context point at.
  private let identities: Identities

  /// Reads the files; blocks, so not on a loop.
  ///
  /// - Throws: `TLSError` where one of them can't be used.
  package init(_ settings: TLSServerSettings, keys: TicketKeys) throws(TLSError) {
    var all: [Identity] = []
    for files in settings.certificates { all.append(try Identity(files)) }
    identities = Identities(all)
    handle = try ContextHandle(isServer: true, minimum: settings.minimum)
    try all[0].use(in: handle)
    keys.use(in: handle)
    try TLSServerContext.setUpClients(settings, handle)
    let box = unsafe Unmanaged.passUnretained(identities).toOpaque()
    if all.count > 1 { unsafe SSL_CTX_set_cert_cb(handle.pointer, chooseCertificate, box) }
    unsafe SSL_CTX_set_alpn_select_cb(handle.pointer, chooseProtocol, nil)
  }

  /// A session for a socket that was accepted.
  ///
  /// - Throws: `TLSError.library` where there is no memory.
  package func session(for descriptor: Int32) throws(TLSError) -> TLSSession {
    let session = try TLSSession(handle, descriptor: descriptor, owner: self)
    session.accept()
    return session
  }

  private static func setUpClients(
    _ settings: TLSServerSettings, _ handle: borrowing ContextHandle
  ) throws(TLSError) {
    // A ticket is good only where clients are asked for the same: it stands for what was checked.
    var checked: [UInt8] = [settings.demandsCertificate ? 1 : 0]
    if let path = settings.clientAuthority {
      let (certificates, bytes) = try handle.trust(path)
      for certificate in certificates {
        unsafe SSL_CTX_add_client_CA(handle.pointer, certificate.pointer)
      }
      checked += bytes
      let mode = settings.demandsCertificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0
      unsafe SSL_CTX_set_verify(handle.pointer, SSL_VERIFY_PEER | mode, nil)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    let isDone =
      unsafe EVP_Digest(checked, checked.count, &digest, nil, EVP_sha256(), nil) == 1
      && SSL_CTX_set_session_id_context(handle.pointer, digest, UInt32(digest.count)) == 1
    guard isDone else { throw .library(reason: OpenSSLErrors.words()) }
  }
}

/// The certificates of a listener, for the callback that chooses among them.
private final class Identities: Sendable {
  let all: [Identity]
  init(_ all: [Identity]) { self.all = all }
}

/// Shows the first certificate that is made for the name the client asks for (RFC 6066, section 3).
private nonisolated func chooseCertificate(
  _ connection: OpaquePointer?, _ box: UnsafeMutableRawPointer?
) -> Int32 {
  guard let connection = unsafe connection, let box = unsafe box,
    let name = unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)
  else { return 1 }
  let identities = unsafe Unmanaged<Identities>.fromOpaque(box).takeUnretainedValue()
  let wanted = identities.all.first { unsafe $0.certificate.isFor(name) }
  guard let wanted else { return 1 }
  return unsafe wanted.use(on: connection) ? 1 : 0
}

/// Agrees to HTTP/1.1, where the client names protocols at all (RFC 7301).
private nonisolated func chooseProtocol(
  _ connection: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ length: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ count: UInt32,
  _ box: UnsafeMutableRawPointer?
) -> Int32 {
  let list = unsafe UnsafeBufferPointer(start: offered, count: Int(count))
  var start = 0
  while start < list.count {
    let size = Int(unsafe list[start])
    let name = start + 1
    guard name + size <= list.count else { break }
    if unsafe list[name..<(name + size)].elementsEqual(ProtocolName.http11) {
      unsafe chosen?.pointee = offered.map { unsafe $0 + name }
      unsafe length?.pointee = UInt8(size)
      return SSL_TLSEXT_ERR_OK
    }
    start = name + size
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL
}
