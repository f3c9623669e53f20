import COpenSSL

/// A private key; it never changes and may be used by every loop.
// Safe because OpenSSL counts its users atomically and nobody changes it.
@safe final class PrivateKey: @unchecked Sendable {
  let pointer: OpaquePointer

  init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe EVP_PKEY_free(pointer) }
}
