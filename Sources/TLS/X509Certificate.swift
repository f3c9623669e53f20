import COpenSSL

/// A certificate; it never changes and may be used by every loop.
// Safe because OpenSSL counts its users atomically and nobody changes it.
@safe final class X509Certificate: @unchecked Sendable {
  let pointer: OpaquePointer

  init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe X509_free(pointer) }

  /// Whether it was made for a name that a client asks for, wildcards included (RFC 9525).
  ///
  /// Only its subject alternative names count.
  func isFor(_ name: UnsafePointer<CChar>) -> Bool {
    let flags = UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
    return unsafe X509_check_host(pointer, name, 0, flags, nil) == 1
  }
}
