/// What clients have subscribed, for longer than a process lives.
///
/// A broker that keeps a session keeps its subscriptions, and tells nobody which they are.
package protocol SubscriptionMemory: Sendable {
  /// The topic filters that a session may have subscribed.
  func filters(of session: String) async -> [String]
  func remember(_ filters: [String], of session: String) async
}
