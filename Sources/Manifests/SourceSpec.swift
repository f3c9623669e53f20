import Routing

/// A source as declared.
package struct SourceSpec: Sendable, Hashable {
  package var name: SourceName
  package var kind: Kind
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

  /// Addresses of brokers that a placeholder brought in: neither log nor status may hold them.
  package var secretAddresses: [String] {
    switch kind {
    case .mqtt(let spec) where spec.hidesBroker: [spec.host, "\(spec.host):\(spec.port)"]
    case .kafka(let spec) where spec.hidesBrokers:
      spec.brokers + spec.brokers.map { String($0.prefix { $0 != ":" }) }
    default: []
    }
  }
}
