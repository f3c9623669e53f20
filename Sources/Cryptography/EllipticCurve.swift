/// The curves of ECDSA in RFC 7518, section 3.4.
package enum EllipticCurve: Sendable, Hashable {
  case p256
  case p384
  case p521

  /// Bytes of a coordinate, and of each half of a signature.
  package var coordinateBytes: Int {
    switch self {
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  /// The hash of the signatures made on it.
  package var hash: HashAlgorithm {
    switch self {
    case .p256: .sha256
    case .p384: .sha384
    case .p521: .sha512
    }
  }

  /// The object identifier (RFC 5480, section 2.1.1.1), encoded.
  var identifier: [UInt8] {
    switch self {
    case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
    case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
    }
  }
}
