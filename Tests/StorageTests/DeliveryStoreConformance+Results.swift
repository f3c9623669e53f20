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
    ("what follows from an end is ready with it", followsEnds),
    ("nothing follows from the attempt of what was cancelled", followsNoCancelled),
  ]

  /// A success with a body.
  static func success(
    _ body: String = "ok", retention: Duration = .seconds(60)
  ) -> Aftermath {
    Aftermath(
      KeptResult(
        DeliveryResult(
          .success, status: 201, attempts: 2, duration: .microseconds(1_500),
          headerLines: Array("X-A: b\r\n".utf8), body: Array(body.utf8),
          bodyBytes: body.utf8.count), for: retention))
  }

  /// A delivery that follows from the end of another one.
  private static func followUp(_ id: String, after wait: Duration = .zero) -> NewDelivery {
    NewDelivery(
      id: id, eventID: id, association: AssociationName(unchecked: "_callbacks"),
      version: FunctionVersion(function: callbacks, number: .latest), head: [], data: nil,
      acceptedAt: start, dueAt: start + wait)
  }

  private static let callbacks = FunctionName(unchecked: "_callbacks")

  static func followsEnds(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a"), call("b"), sample("c")])
    let leases = try await store.lease(resize, limit: 9, now: start)
    let dead = Settlement.Fate.dead(attempts: 1, status: 400, reason: "no")
    try await store.settle([
      Settlement(
        token: leases[0].token, fate: .done,
        aftermath: Aftermath(nil, followUps: [followUp("1"), followUp("2", after: .seconds(9))])),
      Settlement(
        token: leases[1].token, fate: dead,
        aftermath: Aftermath(success().kept, followUps: [followUp("3")])),
      Settlement(token: leases[2].token, fate: .done),
    ])
    // They have tokens of their own: what is appended after them gets others.
    try await store.append([sample("d")])
    let next = try await store.lease(callbacks, limit: 9, now: start)
    #expect(next.map(\.delivery) == [followUp("1"), followUp("3")])
    #expect(try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["d"])
    #expect(
      try await store.lease(callbacks, limit: 9, now: start + .seconds(9)).map(\.delivery.id)
        == ["2"])
    guard case .ended = try await store.call("b") else {
      Issue.record("the call has left its result")
      return
    }
  }

  static func followsNoCancelled(_ store: any DeliveryStore) async throws {
    for kept in [nil, success().kept] {
      try await store.append([call("a"), call("b")])
      let leases = try await store.lease(resize, limit: 2, now: start)
      #expect(try await store.cancel("a", leaving: nil) != nil)
      try await store.settle(
        leases.map {
          Settlement(
            token: $0.token, fate: .done,
            aftermath: Aftermath(kept, followUps: [followUp("after \($0.delivery.id)")]))
        })
      let next = try await store.lease(callbacks, limit: 9, now: start)
      #expect(next.map(\.delivery.id) == ["after b"])
      try await store.settle(next.map { Settlement(token: $0.token, fate: .done) })
    }
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
        == .ended(
          StoredResult(version: lease.delivery.version, result: try #require(aftermath.kept).result)
        ))
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
    #expect(result.result == success().kept?.result)
  }

  static func tellsOfDeadLetters(_ store: any DeliveryStore) async throws {
    try await store.append([call("a")])
    let lease = try #require(try await store.lease(resize, limit: 1, now: start).first)
    let result = DeliveryResult(.deadLetter, status: 503, reason: "HTTP 503", attempts: 6)
    try await store.settle([
      Settlement(
        token: lease.token, fate: .dead(attempts: 6, status: 503, reason: "HTTP 503"),
        aftermath: Aftermath(KeptResult(result, for: .seconds(60))))
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
    let cancelled = KeptResult(result, for: .seconds(60))
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
