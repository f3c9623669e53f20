import Routing

/// A source as declared.
package struct SourceSpec: Sendable, Hashable {
  package var name: SourceName
  package var kind: Kind
  /// Whether its events go into the history, where there is one.
  package var keepsHistory = true
  /// The paths inside the source whose texts a placeholder brought in: not to be shown.
  package var concealed: Set<String> = []

  package enum Kind: Sendable, Hashable {
    case http(HTTPSourceSpec)
    case cron(CronSourceSpec)
    case mqtt(MQTTSourceSpec)
    case kafka(KafkaSourceSpec)
    /// The results of another function.
    case function(FunctionReference)

    /// The key under which the source is declared, which is also a metric's label.
    package var label: String {
      switch self {
      case .http: "http"
      case .cron: "cron"
      case .mqtt: "mqtt"
      case .kafka: "kafka"
      case .function: "function"
      }
    }
  }

  package init(name: SourceName, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// What a placeholder brought in, or is a secret wherever it stands, and log, status or metrics
  /// would show otherwise.
  package var secretTexts: [String] {
    var texts: [String] = []
    switch kind {
    case .mqtt(let spec):
      if conceals("mqtt.broker") { texts += [spec.host, "\(spec.host):\(spec.port)"] }
      if conceals("mqtt.clientId") { texts.append(spec.clientID) }
      if conceals("mqtt.topics") { texts += spec.topics.map(\.description) }
    case .kafka(let spec):
      if conceals("kafka.brokers") {
        texts += spec.brokers + spec.brokers.map { String($0.prefix { $0 != ":" }) }
      }
      if conceals("kafka.group") { texts.append(spec.group) }
      if conceals("kafka.topics") { texts += spec.topics }
      texts += spec.properties.filter(\.value.isSecret).map(\.value.revealed)
    case .http(let spec):
      texts += (spec.admission.auth?.secretTexts ?? []) + keySetSecretTexts
    case .cron, .function: break
    }
    return texts
  }

  /// What of the address where an issuer's keys are fetched must not be shown.
  package var keySetSecretTexts: [String] {
    guard case .http(let spec) = kind, conceals("http.auth.jwt.keys"),
      let address = spec.admission.auth?.keySetAddress
    else { return [] }
    return [address.text, address.host]
  }

  private func conceals(_ path: String) -> Bool { concealed.contains { $0.hasPrefix(path) } }
}
