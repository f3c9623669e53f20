import COpenSSL

/// A key of HMAC (RFC 2104), set up once and used for many messages, on any thread.
// Safe because the keyed context is never changed: each message gets a copy of it.
@safe package final class AuthenticationKey: @unchecked Sendable {
  package let algorithm: HashAlgorithm
  private let keyed: OpaquePointer

  /// - Parameter key: any number of bytes; few are a weak key.
  package init(_ key: Span<UInt8>, _ algorithm: HashAlgorithm) {
    self.algorithm = algorithm
    guard let method = unsafe EVP_MAC_fetch(nil, "HMAC", nil),
      let context = unsafe EVP_MAC_CTX_new(method)
    else { preconditionFailure("OpenSSL has no HMAC") }
    unsafe EVP_MAC_free(method)
    unsafe keyed = context
    // An empty key has no address, which would mean: the key that is set already.
    let bytes = key.count > 0 ? key : AuthenticationKey.zero.span
    let status = unsafe bytes.withUnsafeBufferPointer { bytes in
      var name = Array(algorithm.name.utf8CString)
      // A parameter keeps the addresses of both texts, so both must outlive it.
      return unsafe OSSL_MAC_PARAM_DIGEST.withCString { key in
        unsafe name.withUnsafeMutableBufferPointer { name in
          let parameters = unsafe [
            OSSL_PARAM_construct_utf8_string(key, name.baseAddress, 0), OSSL_PARAM_construct_end(),
          ]
          return unsafe EVP_MAC_init(context, bytes.baseAddress, bytes.count, parameters)
        }
      }
    }
    precondition(status == 1, "HMAC takes every key")
  }

  deinit { unsafe EVP_MAC_CTX_free(keyed) }

  /// HMAC fills a short key up with zeros, so that one zero is the same as none.
  private static let zero: [UInt8] = [0]

  /// The code of `start` followed by `rest`.
  package func code(of start: Span<UInt8>, _ rest: Span<UInt8> = Span()) -> [UInt8] {
    guard let context = unsafe EVP_MAC_CTX_dup(keyed) else {
      preconditionFailure("no memory for a context of HMAC")
    }
    defer { unsafe EVP_MAC_CTX_free(context) }
    var code = [UInt8](repeating: 0, count: algorithm.digestBytes)
    var isDone = true
    for part in [0, 1] {
      let bytes = part == 0 ? start : rest
      unsafe bytes.withUnsafeBufferPointer { bytes in
        isDone = unsafe EVP_MAC_update(context, bytes.baseAddress, bytes.count) == 1 && isDone
      }
    }
    var count = 0
    isDone =
      unsafe code.withUnsafeMutableBufferPointer { code in
        unsafe EVP_MAC_final(context, code.baseAddress, &count, code.count) == 1
      } && isDone
    precondition(isDone && count == code.count, "HMAC has no way to fail")
    return code
  }
}
