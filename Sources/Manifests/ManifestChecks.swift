/// Checks of texts whose syntax belongs to other parts of the program.
///
/// Each returns what is wrong with its text, in words without a full stop, or nil.
package struct ManifestChecks {
  /// The name of a time zone.
  package var timezone: (String) -> String? = { _ in nil }
  /// A property for librdkafka, by name and value.
  package var kafkaProperty: (_ name: String, _ value: String) -> String? = { _, _ in nil }
  /// The user that a program is to run as.
  package var user: (String) -> String? = { _ in nil }
  /// A limit of a program, by name and value.
  package var limit: (_ name: String, _ value: Int) -> String? = { _, _ in nil }
  /// The text of a JSON Web Key Set; what is wrong is said as what it holds: `no keys`.
  package var keySet: (String) -> String? = { _ in nil }
  /// The files of a certificate and its key.
  package var certificate: (_ certificate: String, _ key: String) -> String? = { _, _ in nil }
  /// A file of certificates to trust.
  package var authority: (_ path: String) -> String? = { _ in nil }

  package init() {}
}
