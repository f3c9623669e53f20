import COpenSSL

/// A certificate with what leads to its authority and its key: what one side shows the other.
struct Identity: Sendable {
  let certificate: X509Certificate
  private let chain: [X509Certificate]
  private let key: PrivateKey

  /// - Throws: `TLSError.certificate` and `.key` where a file can't be used, or they don't fit.
  init(_ files: CertificateFiles) throws(TLSError) {
    do throws(PEMFault) {
      let all = try PEMFile(files.certificate).certificates()
      certificate = all[0]
      chain = Array(all.dropFirst())
    } catch {
      throw .certificate(reason: error.reason)
    }
    do throws(PEMFault) {
      key = try PEMFile(files.key).key()
    } catch {
      throw .key(reason: error.reason)
    }
    guard unsafe X509_check_private_key(certificate.pointer, key.pointer) == 1 else {
      ERR_clear_error()
      throw .key(reason: "is not that of the certificate")
    }
  }

  /// Shows this identity on every connection of a context.
  ///
  /// - Throws: `TLSError.certificate` where OpenSSL holds it too weak.
  func use(in context: borrowing ContextHandle) throws(TLSError) {
    OpenSSLErrors.clear()
    let status = unsafe withChain { chain in
      unsafe SSL_CTX_use_cert_and_key(
        context.pointer, certificate.pointer, key.pointer, chain, 1)
    }
    if status != 1 { throw .certificate(reason: "is refused: \(OpenSSLErrors.words())") }
  }

  /// Shows this identity on one connection.
  func use(on connection: OpaquePointer) -> Bool {
    unsafe withChain { chain in
      unsafe SSL_use_cert_and_key(connection, certificate.pointer, key.pointer, chain, 1) == 1
    }
  }

  /// OpenSSL counts itself as a user of each certificate and copies the list.
  private func withChain<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
    let list = unsafe OPENSSL_sk_new_null()
    defer { unsafe OPENSSL_sk_free(list) }
    for link in chain { _ = unsafe OPENSSL_sk_push(list, UnsafeRawPointer(link.pointer)) }
    return unsafe body(list)
  }
}
