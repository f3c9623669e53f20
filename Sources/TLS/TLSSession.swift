import COpenSSL
import EventLoops
import Glibc

/// TLS on one connection, spoken by OpenSSL on the stream's own socket.
@safe package final class TLSSession: StreamCipher {
  private let handle: OpaquePointer
  /// Keeps what the context's callbacks point at.
  private let owner: AnyObject
  private var phase = Phase.handshake

  private enum Phase {
    case handshake, open
    /// Nothing more is sent: the end was announced, or an error has ended it.
    case over
  }

  init(
    _ context: borrowing ContextHandle, descriptor: Int32, owner: AnyObject
  ) throws(TLSError) {
    OpenSSLErrors.clear()
    guard let handle = unsafe SSL_new(context.pointer) else {
      throw .library(reason: OpenSSLErrors.words())
    }
    unsafe self.handle = handle
    self.owner = owner
    guard unsafe SSL_set_fd(handle, descriptor) == 1 else {
      throw .library(reason: OpenSSLErrors.words())
    }
  }

  deinit { unsafe SSL_free(handle) }

  func accept() { unsafe SSL_set_accept_state(handle) }

  /// - Returns: false where the name can't be one.
  func connect(to name: String) -> Bool {
    unsafe SSL_set_connect_state(handle)
    let parameters = unsafe SSL_get0_param(handle)
    if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 { return true }
    unsafe X509_VERIFY_PARAM_set_hostflags(
      parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
    guard unsafe SSL_set1_host(handle, name) == 1 else { return false }
    return unsafe name.withCString { name in
      unsafe SSL_ctrl(
        handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
        UnsafeMutableRawPointer(mutating: name)) == 1
    }
  }

  // MARK: StreamCipher

  package func handshake() -> CipherProgress {
    OpenSSLErrors.clear()
    let status = unsafe SSL_do_handshake(handle)
    if status == 1 { phase = .open }
    return progress(status, done: 0, atEnd: .failed(.closed))
  }

  package func read(into room: UnsafeMutableRawBufferPointer) -> CipherProgress {
    OpenSSLErrors.clear()
    var count = 0
    let status = unsafe SSL_read_ex(handle, room.baseAddress, room.count, &count)
    return progress(status, done: count, atEnd: .done(0))
  }

  package func write(_ bytes: UnsafeRawBufferPointer) -> CipherProgress {
    guard phase == .open else { return .failed(.closed) }
    OpenSSLErrors.clear()
    var count = 0
    let status = unsafe SSL_write_ex(handle, bytes.baseAddress, bytes.count, &count)
    return progress(status, done: count, atEnd: .failed(.closed))
  }

  package func end() {
    guard phase == .open else { return }
    phase = .over
    OpenSSLErrors.clear()
    _ = unsafe SSL_shutdown(handle)
  }

  // MARK: Outcomes

  /// - Parameter end: what it means that the peer has announced its end.
  private func progress(
    _ status: Int32, done count: Int, atEnd end: CipherProgress
  ) -> CipherProgress {
    if status > 0 { return .done(count) }
    let systemCode = errno
    switch unsafe SSL_get_error(handle, status) {
    case SSL_ERROR_WANT_READ: return .wantsRead
    case SSL_ERROR_WANT_WRITE: return .wantsWrite
    case SSL_ERROR_ZERO_RETURN: return end
    case SSL_ERROR_SYSCALL where systemCode != 0:
      phase = .over
      return .failed(.failed(errno: systemCode))
    default:
      phase = .over
      return .failed(.cipher(reason: "TLS: \(reason())"))
    }
  }

  private func reason() -> String {
    guard let reason = OpenSSLErrors.take() else { return "the connection was cut off" }
    guard reason.number == SSL_R_CERTIFICATE_VERIFY_FAILED else { return reason.words }
    let result = unsafe SSL_get_verify_result(handle)
    let words = unsafe text(X509_verify_cert_error_string(result)) ?? "error \(result)"
    return "the certificate is refused: \(words)"
  }
}
