/// Why there is nothing to calculate with.
package enum CryptographyError: Error, Hashable, CustomStringConvertible {
  /// What is wrong with the key, in words.
  case refusedKey(String)

  package var description: String {
    switch self {
    case .refusedKey(let reason): reason
    }
  }
}
