/// Properties of librdkafka that a manifest may not pass through.
enum KafkaProperty {
  /// By name, with what to do instead.
  static let routersOwn: [String: String] = [
    "bootstrap.servers": "Use `brokers`.",
    "metadata.broker.list": "Use `brokers`.",
    "group.id": "Use `group`.",
    "auto.offset.reset": "Use `start`.",
    "enable.auto.commit": needed,
    "auto.commit.enable": needed,
    "enable.auto.offset.store": needed,
  ]

  private static let needed = "Offsets are stored only after the event is safe."
}
