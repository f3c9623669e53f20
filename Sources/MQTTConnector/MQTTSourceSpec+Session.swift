import Manifests
import Routing

extension MQTTSourceSpec {
  /// What a broker keeps a session for: `CLIENT@HOST:PORT`, as a number where it is a secret.
  package var session: String {
    let text = "\(clientID)@\(host):\(port)"
    return hidesBroker ? String(XXH64.hash(text), radix: 16) : text
  }
}
