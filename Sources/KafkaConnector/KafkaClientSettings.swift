import Manifests
import RdKafka

/// From a source's declaration to librdkafka's settings.
enum KafkaClientSettings {
  /// What a manifest may not set, and what to do instead.
  static let refused: [String: String] = [
    "bootstrap.servers": "it is set by the source's `brokers`",
    "metadata.broker.list": "it is set by the source's `brokers`",
    "group.id": "it is set by the source's `group`",
    "auto.offset.reset": "it is set by the source's `start`",
    "enable.auto.commit": "Patchbay commits what is finished, and only that",
    "auto.commit.enable": "Patchbay commits what is finished, and only that",
    "enable.auto.offset.store": "Patchbay commits what is finished, and only that",
    "offset.store.method": "offsets are kept by the brokers",
    "offset.store.path": "offsets are kept by the brokers",
    "enable.partition.eof": "the end of a partition is no event",
    "log.queue": "Patchbay writes the client's log itself",
    "plugin.library.paths": "no foreign code is loaded",
  ]

  /// Checks every setting.
  ///
  /// - Throws: `KafkaError.setting`, which never holds a secret.
  static func make(_ spec: KafkaSourceSpec) throws(KafkaError) -> KafkaSettings {
    var settings = KafkaSettings()
    for (name, value) in defaults(spec) { try settings.set(name, to: value) }
    for property in spec.properties {
      if let reason = refused[property.name] {
        throw .setting(name: property.name, reason: "can't be set: " + reason)
      }
      try settings.set(
        property.name, to: property.value.revealed,
        isSecret: property.value.isSecret || isSecret(property.name))
    }
    return settings
  }

  private static func defaults(_ spec: KafkaSourceSpec) -> [(name: String, value: String)] {
    [
      ("bootstrap.servers", spec.brokers.joined(separator: ",")),
      ("group.id", spec.group),
      ("client.id", "patchbay"),
      ("partition.assignment.strategy", "cooperative-sticky"),
      // Only what is finished is stored, and what is stored is committed five times a second and
      // before a partition goes: what was finished since then comes again after a crash.
      ("enable.auto.offset.store", "false"),
      ("enable.auto.commit", "true"),
      ("auto.commit.interval.ms", "200"),
      // Where a group begins is looked up and passed on; this is for offsets that have expired.
      ("auto.offset.reset", spec.start == .latest ? "latest" : "earliest"),
      ("allow.auto.create.topics", "false"),
      ("enable.partition.eof", "false"),
      // What waits in librdkafka comes on top of the windows, and is fetched again after a pause.
      ("queued.min.messages", "1000"),
      ("queued.max.messages.kbytes", "4096"),
      ("fetch.max.bytes", "4194304"),
      ("reconnect.backoff.max.ms", "5000"),
      // How soon a topic that is made later, or grows, is noticed.
      ("topic.metadata.refresh.interval.ms", "30000"),
    ]
  }

  /// Whether a property's value is a secret by its nature, wherever it came from.
  private static func isSecret(_ name: String) -> Bool {
    ["password", "secret", "pem", "oauthbearer.config", "jaas"].contains { name.contains($0) }
  }
}
