import COpenSSL

/// A version of the protocol; older ones are never spoken.
package enum TLSVersion: Sendable, Hashable {
  case v12, v13

  var number: Int32 {
    switch self {
    case .v12: TLS1_2_VERSION
    case .v13: TLS1_3_VERSION
    }
  }
}
