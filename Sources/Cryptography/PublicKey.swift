import COpenSSL

/// A key with which signatures are checked, on any thread.
// Safe because the key is never changed once it is made.
@safe package final class PublicKey: @unchecked Sendable {
  private let key: OpaquePointer
  private let kind: Kind

  private enum Kind { case rsa, elliptic(EllipticCurve), edwards }

  /// Bits of an RSA key: fewer are weak (RFC 7518, section 3.3), more take too long.
  package static let rsaBits = 2_048...8_192

  /// An RSA key: modulus and exponent, the highest byte first.
  ///
  /// - Throws: `CryptographyError` where its size is not within `rsaBits`.
  package convenience init(
    rsaModulus modulus: [UInt8], exponent: [UInt8]
  ) throws(CryptographyError) {
    guard modulus.count <= PublicKey.rsaBits.upperBound / 8 + 1, exponent.count <= 8,
      let last = exponent.last, last & 1 == 1, last > 1 || exponent.count > 1
    else { throw .refusedKey("an RSA key of an unusual size") }
    let encryption: [UInt8] = [
      0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01,
    ]
    try self.init(
      .rsa,
      DER.sequence(
        DER.sequence(encryption, DER.null),
        DER.bitString(DER.sequence(DER.integer(modulus), DER.integer(exponent)))))
    guard PublicKey.rsaBits.contains(bits) else {
      throw .refusedKey("an RSA key that is not of 2048 to 8192 bits")
    }
  }

  /// A point on a curve by its coordinates, each of the curve's length.
  ///
  /// - Throws: `CryptographyError` where the point is not on the curve.
  package convenience init(
    _ curve: EllipticCurve, x: [UInt8], y: [UInt8]
  ) throws(CryptographyError) {
    guard x.count == curve.coordinateBytes, y.count == curve.coordinateBytes else {
      throw .refusedKey("coordinates of another length than the curve's")
    }
    let ellipticKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    try self.init(
      .elliptic(curve),
      DER.sequence(
        DER.sequence(ellipticKey, curve.identifier), DER.bitString([0x04] + x + y)))
  }

  /// An Ed25519 key of 32 bytes.
  package convenience init(ed25519 bytes: [UInt8]) throws(CryptographyError) {
    guard bytes.count == 32 else { throw .refusedKey("an Ed25519 key has 32 bytes") }
    try self.init(
      .edwards,
      DER.sequence(DER.sequence([0x06, 0x03, 0x2B, 0x65, 0x70]), DER.bitString(bytes)))
  }

  /// - Parameter encoded: a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).
  private init(_ kind: Kind, _ encoded: [UInt8]) throws(CryptographyError) {
    let decoded = unsafe encoded.withUnsafeBufferPointer { bytes in
      var position = bytes.baseAddress
      return unsafe d2i_PUBKEY(nil, &position, bytes.count)
    }
    guard let key = unsafe decoded else {
      ERR_clear_error()
      throw .refusedKey("numbers that make no key")
    }
    unsafe self.key = key
    self.kind = kind
  }

  deinit { unsafe EVP_PKEY_free(key) }

  private var bits: Int { Int(unsafe EVP_PKEY_get_bits(key)) }

  /// Whether a signature of this algorithm can be made with this kind of key.
  package func fits(_ algorithm: SignatureAlgorithm) -> Bool {
    switch (algorithm, kind) {
    case (.rsa, .rsa), (.rsaPSS, .rsa), (.edDSA, .edwards): true
    case (.ecdsa(let hash), .elliptic(let curve)): curve.hash == hash
    default: false
    }
  }

  /// Whether the holder of the private key has signed the message.
  ///
  /// - Parameter signature: as RFC 7518, section 3, and RFC 8037, section 3.1, write it.
  package func verifies(
    _ signature: [UInt8], of message: Span<UInt8>, by algorithm: SignatureAlgorithm
  ) -> Bool {
    guard fits(algorithm), let encoded = encodedForLibrary(signature) else { return false }
    // What does not verify leaves a note behind that the next caller would take for its own.
    defer { ERR_clear_error() }
    guard let context = unsafe EVP_MD_CTX_new() else { return false }
    defer { unsafe EVP_MD_CTX_free(context) }
    var keyContext: OpaquePointer?
    let method = unsafe algorithm.hash.flatMap { unsafe $0.method }
    guard unsafe EVP_DigestVerifyInit(context, &keyContext, method, nil, key) == 1 else {
      return false
    }
    if case .rsaPSS = algorithm {
      guard unsafe EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING) == 1,
        unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST) == 1
      else { return false }
    }
    return unsafe message.withUnsafeBufferPointer { message in
      unsafe encoded.withUnsafeBufferPointer { signature in
        unsafe EVP_DigestVerify(
          context, signature.baseAddress, signature.count, message.baseAddress, message.count) == 1
      }
    }
  }

  /// ECDSA's two numbers, which JSON Web Signatures put side by side, as the library wants them.
  private func encodedForLibrary(_ signature: [UInt8]) -> [UInt8]? {
    guard case .elliptic(let curve) = kind else { return signature }
    let length = curve.coordinateBytes
    guard signature.count == 2 * length else { return nil }
    return DER.sequence(DER.integer(signature[..<length]), DER.integer(signature[length...]))
  }
}
