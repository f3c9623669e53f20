import COpenSSL

/// OpenSSL's `SSL_CTX`, with what servers and clients have in common.
///
/// Connections of several loops are made from it at the same time.
// Safe because it is set up before anybody else sees it, and OpenSSL counts its users atomically.
@safe struct ContextHandle: ~Copyable, @unchecked Sendable {
  let pointer: OpaquePointer

  /// - Throws: `TLSError.library` where OpenSSL can't do what is needed.
  init(isServer: Bool, minimum: TLSVersion) throws(TLSError) {
    OpenSSLErrors.clear()
    guard let context = unsafe SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method())
    else { throw .library(reason: OpenSSLErrors.words()) }
    guard unsafe ContextHandle.configure(context, minimum) else {
      let words = OpenSSLErrors.words()
      unsafe SSL_CTX_free(context)
      throw .library(reason: words)
    }
    unsafe pointer = context
  }

  deinit { unsafe SSL_CTX_free(pointer) }

  private static func configure(_ context: OpaquePointer, _ minimum: TLSVersion) -> Bool {
    // Keys below 112 bits of strength are refused, and so are digests that are broken.
    unsafe SSL_CTX_set_security_level(context, 2)
    unsafe SSL_CTX_set_options(
      context,
      copenssl_no_renegotiation | copenssl_server_preference | copenssl_prioritize_chacha)
    // An idle connection holds no buffers; one call of the system reads what has come.
    unsafe SSL_CTX_ctrl(
      context, SSL_CTRL_MODE,
      Int(
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
          | SSL_MODE_RELEASE_BUFFERS), nil)
    unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_READ_AHEAD, 1, nil)
    unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
    let number = Int(minimum.number)
    return unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, number, nil) == 1
      && SSL_CTX_set_cipher_list(context, ciphers) == 1
  }

  /// For TLS 1.2: forward secrecy and authenticated encryption only. Those of 1.3 are all so.
  private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

  /// Trusts the certificates of a file, each as it stands there.
  ///
  /// - Throws: `TLSError.authority` where the file can't be used.
  /// - Returns: the certificates, and the file's bytes.
  @discardableResult
  func trust(_ path: String) throws(TLSError) -> (certificates: [X509Certificate], bytes: [UInt8]) {
    let certificates: [X509Certificate]
    let file: PEMFile
    do throws(PEMFault) {
      file = try PEMFile(path)
      certificates = try file.certificates()
    } catch {
      throw .authority(reason: error.reason)
    }
    let store = unsafe SSL_CTX_get_cert_store(pointer)
    for certificate in certificates {
      guard unsafe X509_STORE_add_cert(store, certificate.pointer) == 1 else {
        throw .authority(reason: "is refused: \(OpenSSLErrors.words())")
      }
    }
    _ = unsafe X509_VERIFY_PARAM_set_flags(
      SSL_CTX_get0_param(pointer), UInt(X509_V_FLAG_PARTIAL_CHAIN))
    return (certificates, file.bytes)
  }
}
