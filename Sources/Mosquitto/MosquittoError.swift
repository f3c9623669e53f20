/// Why a broker can't be used, in words for people; nothing secret is in them.
package enum MosquittoError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The settings can't be used by libmosquitto at all: trying again is of no use.
  case unusable(String)
  /// The broker's name has no address.
  case unresolved(String)
  /// The connection could not be made, or was lost.
  case disconnected(String)
  /// The secure channel could not be made: certificates, names, versions.
  case tls(String)
  /// The broker answered, and said no: user, password, rights.
  case refused(String)

  package var description: String {
    switch self {
    case .unusable(let words): "settings: \(words)"
    case .unresolved(let words): "name: \(words)"
    case .disconnected(let words): words
    case .tls(let words): "TLS: \(words)"
    case .refused(let words): "refused by the broker: \(words)"
    }
  }
}
