import COpenSSL

/// The hash functions of the SHA-2 family (FIPS 180-4).
package enum HashAlgorithm: String, Sendable, Hashable, CaseIterable {
  case sha256
  case sha384
  case sha512

  /// Bytes of a digest.
  package var digestBytes: Int {
    switch self {
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// The digest of `message`.
  package func digest(of message: Span<UInt8>) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: digestBytes)
    var count: UInt32 = 0
    let status = unsafe message.withUnsafeBufferPointer { message in
      unsafe digest.withUnsafeMutableBufferPointer { digest in
        unsafe EVP_Digest(
          message.baseAddress, message.count, digest.baseAddress, &count, method, nil)
      }
    }
    precondition(status == 1 && Int(count) == digestBytes, "SHA-2 has no way to fail")
    return digest
  }

  /// The name by which OpenSSL knows it.
  var name: String {
    switch self {
    case .sha256: "SHA2-256"
    case .sha384: "SHA2-384"
    case .sha512: "SHA2-512"
    }
  }

  /// Static data of the library.
  var method: OpaquePointer? {
    switch self {
    case .sha256: unsafe EVP_sha256()
    case .sha384: unsafe EVP_sha384()
    case .sha512: unsafe EVP_sha512()
    }
  }
}
