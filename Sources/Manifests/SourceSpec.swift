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
}
