import Manifests

extension MQTTSourceSpec {
  /// What a broker keeps a session for: `CLIENT@HOST:PORT`.
  package var session: String { "\(clientID)@\(host):\(port)" }
}
