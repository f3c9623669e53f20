/// Why a text that a user wrote for routing means nothing; the text must be changed.
package enum RoutingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// An HTTP source's path.
  case invalidPath(String, reason: String)
  /// An MQTT source's topic.
  case invalidTopicFilter(String, reason: String)

  /// What is wrong, without the text itself.
  package var reason: String {
    switch self {
    case .invalidPath(_, let reason), .invalidTopicFilter(_, let reason): reason
    }
  }

  package var description: String {
    switch self {
    case .invalidPath(let text, let reason): "the path \"\(text)\" \(reason)"
    case .invalidTopicFilter(let text, let reason): "the topic filter \"\(text)\" \(reason)"
    }
  }
}
