/// For connectors whose sessions end with them.
package struct NoSubscriptionMemory: SubscriptionMemory {
  package init() {}
  package func filters(of session: String) async -> [String] { [] }
  package func remember(_ filters: [String], of session: String) async {}
}
