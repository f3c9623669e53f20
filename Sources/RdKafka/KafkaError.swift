/// Why librdkafka did not do what it was asked to.
package enum KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// It refuses a setting; the reason never holds the value of a secret.
  case setting(name: String, reason: String)
  /// The settings, taken together, make no client.
  case creation(reason: String)
  /// A call or a broker failed.
  case failure(KafkaFailure)
  /// The operating system refused what the client needs.
  case system(call: String, errno: Int32)

  package var description: String {
    switch self {
    case .setting(let name, let reason): "property \(name): \(reason)"
    case .creation(let reason): reason
    case .failure(let failure): failure.description
    case .system(let call, let errno): "\(call) failed with errno \(errno)"
    }
  }
}
