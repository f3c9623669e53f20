import JSONSyntax
import Routing
import Schedules

/// A source as declared.
package struct SourceSpec: Sendable, Hashable {
  package var name: SourceName
  package var kind: Kind

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

package struct HTTPSourceSpec: Sendable, Hashable {
  /// Begins with `/`; segments may be `{parameter}`, the last one `{rest...}`.
  package var path: String
  /// Upper case, each once; by default POST.
  package var methods: [String] = ["POST"]
  /// Lower case, without port; nil answers on every host.
  package var host: String?
  /// 0 to 64 MiB.
  package var maxBodyBytes = 1_048_576

  package init(path: String) { self.path = path }
}

package struct CronSourceSpec: Sendable, Hashable {
  /// The expression as written.
  package var schedule: String
  /// An IANA name, by default UTC.
  package var timezone = "UTC"
  /// The payload of each event; nil means none.
  package var data: JSONValue?
  package var dst = DSTPolicy()
  /// What becomes of occurrences that a stopped router or a clock step jumped over.
  package var catchUp = CatchUp.none

  /// The policy for occurrences that were missed.
  package enum CatchUp: Sendable, Hashable {
    /// They are let go.
    case none
    /// The latest of them runs.
    case latest
    /// At most this many of the latest run, oldest first; 1 to 1,000.
    case all(limit: Int)
  }

  package init(schedule: String) { self.schedule = schedule }
}

package struct MQTTSourceSpec: Sendable, Hashable {
  package enum Version: String, Sendable, Hashable, CaseIterable {
    case v311 = "3.1.1"
    case v5 = "5"
  }

  package var host: String
  package var port: UInt16
  /// Whether the broker is spoken to by TLS (`mqtts://`).
  package var tls: TLS?
  /// Filters with `+`, `#` and `$share/NAME/`; at least one, each once.
  package var topics: [String]
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

  package struct TLS: Sendable, Hashable {
    /// A file of certificates to trust; nil means the system's.
    package var authority: String?
    package var certificate: String?
    package var key: String?
    package init(authority: String? = nil, certificate: String? = nil, key: String? = nil) {
      self.authority = authority
      self.certificate = certificate
      self.key = key
    }
  }

  package init(host: String, port: UInt16, topics: [String], clientID: String) {
    self.host = host
    self.port = port
    self.topics = topics
    self.clientID = clientID
  }
}

package struct KafkaSourceSpec: Sendable, Hashable {
  package enum Order: String, Sendable, Hashable, CaseIterable {
    case partition, key, none
  }

  package enum Start: Sendable, Hashable {
    case earliest, latest
    /// The first record at or after this instant, in milliseconds since the epoch.
    case timestamp(millisecondsSinceEpoch: Int64)
  }

  /// `host:port`, at least one.
  package var brokers: [String]
  package var topics: [String]
  package var group: String
  /// Records (or keys) in work at once; 1 to 10,000.
  package var lanes = 8
  package var order = Order.partition
  /// Where a group without committed offsets begins.
  package var start = Start.latest
  /// librdkafka properties passed through; values may be secrets.
  package var properties: [Property] = []

  package struct Property: Sendable, Hashable {
    package var name: String
    package var value: Secret
    package init(name: String, value: Secret) {
      self.name = name
      self.value = value
    }
  }

  package init(brokers: [String], topics: [String], group: String) {
    self.brokers = brokers
    self.topics = topics
    self.group = group
  }
}
