import Manifests
import Mosquitto
import Routing

/// What outlives a connection.
struct Session {
  /// Whether this process has subscribed.
  private(set) var hasSubscribed = false
  /// How many of the manifest's topics the broker granted.
  private(set) var grantedTopics: Int
  /// Whether the broker had kept it when it was last resumed.
  private(set) var isKept = false
  var settled = SettledMessages()
  var backoff = Backoff()
  var envelope: MQTTEnvelope
  private let filters: [TopicFilter]
  /// Whether it may have subscriptions of a process whose manifest named other topics.
  private var isInherited = false

  init(_ spec: MQTTSourceSpec, of source: SourceName) {
    grantedTopics = spec.topics.count
    envelope = MQTTEnvelope(
      spec, of: source,
      seed: (.random(in: .min ... .max), .random(in: .min ... .max)))
    filters = spec.topics
  }

  /// The broker has accepted a connection.
  mutating func resume(isKept: Bool) {
    self.isKept = isKept
    if isKept {
      if !hasSubscribed { isInherited = true }
    } else {
      settled.forget()
      hasSubscribed = false
      isInherited = false
    }
  }

  /// The broker has answered the subscriptions.
  mutating func subscribed(granted: Int) {
    hasSubscribed = true
    grantedTopics = granted
  }

  /// Whether the manifest names the message's topic.
  func isWanted(_ message: MosquittoMessage) -> Bool {
    !isInherited || filters.contains { $0.matches(message.topic) }
  }
}
