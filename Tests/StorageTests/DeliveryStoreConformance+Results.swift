import Deliveries
import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let resultChecks: [(claim: String, check: Check)] = [
    ("a call is known while it is under way, and its result afterwards", tellsResults),
    ("what came by a source is known where it is asked for, else not", tellsWhatIsAsked),
    ("a dead letter leaves its reason, and what it was redriven as", tellsOfDeadLetters),
    ("what is cancelled leaves that, and nothing else does later", tellsOfCancelling),
  ]

  /// A success with a body.
  static func success(
    _ body: String = "ok", retention: Duration = .seconds(60)
  ) -> Aftermath {
    Aftermath(
      DeliveryResult(
        .success, status: 201, attempts: 2, duration: .microseconds(1_500),
        headerLines: Array("X-A: b\r\n".utf8), body: Array(body.utf8), bodyBytes: body.utf8.count),
      retention: retention)
  }

  static func tellsResults(_ store: any DeliveryStore) async throws {
    #expect(try await store.call("a") == nil)
    try await store.append([call("a"), call("b", after: .seconds(9))])
    #expect(
      try await store.call("a") == .underWay(attempts: 0, dueAt: start, isLeased: false))
    #expect(
      try await store.call("b")
        == .underWay(attempts: 0, dueAt: start + .seconds(9), isLeased: false))
    let lease = try #require(try await store.lease(resize, limit: 1, now: start).first)
    #expect(try await store.call("a") == .underWay(attempts: 0, dueAt: start, isLeased: true))
    try await store.settle([
      Settlement(token: lease.token, fate: .retry(attempts: 1, at: start + .seconds(1)))
    ])
    #expect(
      try await store.call("a")
        == .underWay(attempts: 1, dueAt: start + .seconds(1), isLeased: false))
    let second = try #require(
      try await store.lease(resize, limit: 1, now: start + .seconds(1)).first)
    let aftermath = success("")
    try await store.settle([Settlement(token: second.token, fate: .done, aftermath: aftermath)])
    #expect(
      try await store.call("a")
        == .ended(StoredResult(version: lease.delivery.version, result: aftermath.result)))
    #expect(try await store.queues().map(\.depth) == [1])
    #expect(try await store.cancel("a", leaving: nil) == nil)
  }

  static func tellsWhatIsAsked(_ store: any DeliveryStore) async throws {
    var asked = sample("asked")
    asked.isAsked = true
    var ordered = asked
    ordered.id = "ordered"
    ordered.place = LinePlace(key: "k")
    try await store.append([sample("plain"), asked, ordered])
    #expect(try await store.call("plain") == nil)
    for id in ["asked", "ordered"] {
      #expect(try await store.call(id) == .underWay(attempts: 0, dueAt: start, isLeased: false))
    }
    let leases = try await store.lease(resize, limit: 9, now: start)
    try await store.settle([
      Settlement(token: leases[0].token, fate: .done),
      Settlement(token: leases[1].token, fate: .done, aftermath: success()),
    ])
    #expect(try await store.call("plain") == nil)
    guard case .ended(let result) = try await store.call("asked") else {
      Issue.record("it has not ended")
      return
    }
    #expect(result.result == success().result)
  }

  static func tellsOfDeadLetters(_ store: any DeliveryStore) async throws {
    try await store.append([call("a")])
    let lease = try #require(try await store.lease(resize, limit: 1, now: start).first)
    let result = DeliveryResult(.deadLetter, status: 503, reason: "HTTP 503", attempts: 6)
    try await store.settle([
      Settlement(
        token: lease.token, fate: .dead(attempts: 6, status: 503, reason: "HTTP 503"),
        aftermath: Aftermath(result, retention: .seconds(60)))
    ])
    var stored = StoredResult(version: lease.delivery.version, result: result)
    #expect(try await store.call("a") == .ended(stored))
    let letter = try #require(try await store.deadLetters(limit: 9, after: nil).first)
    _ = try await store.redrive(
      [Redrive(position: letter.position, delivery: call("b"))], isRepeated: false)
    stored.redrivenAs = "b"
    #expect(try await store.call("a") == .ended(stored))
    #expect(try await store.call("b") == .underWay(attempts: 0, dueAt: start, isLeased: false))
  }

  static func tellsOfCancelling(_ store: any DeliveryStore) async throws {
    try await store.append([call("a"), call("b"), sample("sourced")])
    let leases = try await store.lease(resize, limit: 9, now: start)
    let result = DeliveryResult(.cancelled, attempts: 0)
    let cancelled = Aftermath(result, retention: .seconds(60))
    #expect(try await store.cancel("a", leaving: cancelled) != nil)
    #expect(try await store.cancel("b", leaving: nil) != nil)
    #expect(try await store.cancel("sourced", leaving: cancelled) == nil)
    for (lease, fate) in zip(
      leases, [.done, .dead(attempts: 1, status: 1, reason: "x")] as [Settlement.Fate])
    {
      try await store.settle([Settlement(token: lease.token, fate: fate, aftermath: success())])
    }
    let stored = StoredResult(version: leases[0].delivery.version, result: result)
    #expect(try await store.call("a") == .ended(stored))
    #expect(try await store.call("b") == nil)
    #expect(try await store.call("sourced") == nil)
    #expect(try await store.deadLetters(limit: 9, after: nil).isEmpty)
  }
}
