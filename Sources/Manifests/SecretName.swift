/// Tells from a name whether what it names is a secret, wherever its value comes from.
enum SecretName {
  /// For headers, environment variables and properties: `Authorization`, `sasl.password`.
  static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return words.contains { name.contains($0) }
  }

  private static let words = [
    "authorization", "cookie", "password", "passwd", "secret", "token", "api-key", "api_key",
    "apikey", "ssl.key.pem",
  ]
}
