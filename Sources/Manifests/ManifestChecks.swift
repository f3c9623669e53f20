/// Checks of texts whose syntax belongs to other parts of the program.
///
/// Each returns what is wrong with its text, in words without a full stop, or nil.
package struct ManifestChecks {
  /// A cron expression.
  package var schedule: (String) -> String? = { _ in nil }
  /// The name of a time zone.
  package var timezone: (String) -> String? = { _ in nil }
  /// An MQTT topic filter.
  package var topicFilter: (String) -> String? = MQTTTopicFilter.problem(in:)
  /// The path of an http source.
  package var httpPath: (String) -> String? = HTTPSourcePath.problem(in:)
  /// A property for librdkafka, by name and value.
  package var kafkaProperty: (_ name: String, _ value: String) -> String? = { _, _ in nil }

  package init() {}
}
