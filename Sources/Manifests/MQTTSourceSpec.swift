import Routing

/// Topics of an MQTT broker.
package struct MQTTSourceSpec: Sendable, Hashable {
  package enum Version: String, Sendable, Hashable, CaseIterable {
    case v311 = "3.1.1"
    case v5 = "5"
  }

  package var host: String
  package var port: UInt16
  /// Whether the broker is spoken to by TLS (`mqtts://`).
  package var tls: TLS?
  /// At least one, each once.
  package var topics: [TopicFilter]
  /// 0 or 1.
  package var qos = 1
  package var version = Version.v5
  /// The client identifier; by default `patchbay-` and the source's name.
  package var clientID: String
  package var username: Secret?
  package var password: Secret?
  package var keepAlive: Duration = .seconds(30)
  /// How long the broker keeps the session of a router that is away (MQTT 5).
  package var sessionExpiry: Duration = .seconds(86_400)
  /// Un-acknowledged messages at the same time; 1 to 65,535.
  package var receiveMaximum = 256
  /// Whether the broker's address is a secret.
  package var hidesBroker = false
  /// Whether a topic is a secret.
  package var hidesTopics = false

  package struct TLS: Sendable, Hashable {
    /// A file of certificates to trust; nil means the system's.
    package var authority: String?
    package var certificate: String?
    package var key: String?
    /// Whether the broker's certificate and name are checked.
    package var verifies = true
    package init(authority: String? = nil, certificate: String? = nil, key: String? = nil) {
      self.authority = authority
      self.certificate = certificate
      self.key = key
    }
  }

  package init(host: String, port: UInt16, topics: [TopicFilter], clientID: String) {
    self.host = host
    self.port = port
    self.topics = topics
    self.clientID = clientID
  }
}
