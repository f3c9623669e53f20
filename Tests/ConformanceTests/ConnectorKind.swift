/// The four connectors.
enum ConnectorKind: String, CaseIterable, Sendable {
  case http, cron, mqtt, kafka

  /// Those that listen to a server, which may go and come back.
  static let withBrokers: [ConnectorKind] = [.mqtt, .kafka]

  func makeHarness() async throws -> any ConnectorHarness {
    switch self {
    case .http: try await HTTPHarness()
    case .cron: try await CronHarness()
    case .mqtt: try await MQTTHarness()
    case .kafka: try await KafkaHarness()
    }
  }
}
