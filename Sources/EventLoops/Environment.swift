import Glibc

/// The environment of this process.
package enum Environment {
  /// nil where the variable is not set or not UTF-8.
  package static subscript(name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(validatingCString: value)
  }
}
