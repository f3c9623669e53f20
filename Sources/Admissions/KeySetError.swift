/// What a text holds that is no key set.
package enum KeySetError: Error, Hashable, CustomStringConvertible {
  case notJSON
  case noKeys
  case noUsableKey

  package var description: String {
    switch self {
    case .notJSON: "no JSON"
    case .noKeys: "no list called `keys`"
    case .noUsableKey: "no key that signatures can be checked with"
    }
  }
}
