/// Why TLS can't be spoken with these files; the words hold no path and nothing secret.
package enum TLSError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file of the certificates can't be used.
  case certificate(reason: String)
  /// The file of the key can't be used.
  case key(reason: String)
  /// The file of the authorities can't be used.
  case authority(reason: String)
  /// OpenSSL has no memory, or its system-wide configuration forbids what is needed.
  case library(reason: String)

  package var description: String {
    switch self {
    case .certificate(let reason): "the certificate \(reason)"
    case .key(let reason): "the key \(reason)"
    case .authority(let reason): "the authority \(reason)"
    case .library(let reason): "OpenSSL: \(reason)"
    }
  }
}
