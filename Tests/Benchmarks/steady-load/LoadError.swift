import Glibc

/// Why there is no measurement.
struct LoadError: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }

  /// A call of the system failed just now.
  init(call: String) { reason = "\(call): errno \(errno)" }
}
