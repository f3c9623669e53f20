/// How a client presents itself to a broker.
package struct MosquittoSettings: Sendable {
  package enum Version: Sendable, Hashable {
    case v311, v5
  }

  package struct Credentials: Sendable {
    package var username: String
    package var password: String?

    package init(username: String, password: String?) {
      self.username = username
      self.password = password
    }
  }

  package struct TLS: Sendable {
    /// A file of certificates to trust; nil means the system's.
    package var authority: String?
    /// Files of the client's own certificate and its key without a pass phrase; both or neither.
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

  package var host: String
  package var port: UInt16
  /// The name by which the broker knows the session; never empty.
  package var clientIdentifier: String
  package var version = Version.v5
  package var credentials: Credentials?
  package var tls: TLS?
  /// Whether the broker shall forget a session it has kept.
  package var isCleanStart = false
  /// How long the broker keeps the session after the connection's end; MQTT 5 only.
  package var sessionExpirySeconds: UInt32 = 0
  /// 5 to 65,535; what lies outside is brought to the nearer end.
  package var keepAliveSeconds: Int = 30
  /// Messages of QoS 1 that the broker may have sent without having got their acknowledgement; 1 to
  /// 65,535. MQTT 3.1.1 has no word for it: there the broker's own setting counts.
  package var receiveMaximum: UInt16 = 256

  package init(host: String, port: UInt16, clientIdentifier: String) {
    self.host = host
    self.port = port
    self.clientIdentifier = clientIdentifier
  }
}
