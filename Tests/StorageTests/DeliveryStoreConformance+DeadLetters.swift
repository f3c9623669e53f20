import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let deadLetterChecks: [(claim: String, check: Check)] = [
    ("dead letters are chosen by what is said of them", choosesDeadLetters),
    ("a redrive keeps the letter, marks it and makes one delivery", redrives),
    ("a letter is redriven twice only where that is wanted", redrivesOnce),
    ("what is purged is gone and counted no more", purges),
  ]

  private static func bury(
    _ store: any DeliveryStore, _ ids: String..., queue: FunctionName = resize,
    reason: String = "HTTP 503"
  ) async throws {
    try await store.appendDead(
      ids.map {
        NewDeadLetter(
          delivery: sample($0, queue: queue, attempts: 6), status: 503, reason: reason)
      })
  }

  private static func chosen(
    _ store: any DeliveryStore, _ change: (inout DeadLetterQuery) -> Void
  ) async throws -> [String] {
    var query = DeadLetterQuery()
    change(&query)
    let letters = try await store.deadLetters(query, limit: 10, after: nil).map(\.delivery.id)
    #expect(try await store.deadLetterKeys(query, limit: 10, after: nil).map(\.id) == letters)
    return letters
  }

  static func choosesDeadLetters(_ store: any DeliveryStore) async throws {
    try await bury(store, "a", "b")
    try await bury(store, "c", queue: report, reason: "Timed OUT after 10s")
    #expect(try await chosen(store) { $0.function = resize } == ["a", "b"])
    #expect(try await chosen(store) { $0.ids = ["c", "a", "z"] } == ["a", "c"])
    #expect(try await chosen(store) { $0.words = ["out", "timed"] } == ["c"])
    #expect(try await chosen(store) { $0.words = ["timed", "503"] } == [])
    let other = AssociationName(unchecked: "other")
    #expect(try await chosen(store) { $0.association = other } == [])
    let known = AssociationName(unchecked: "resize-uploads")
    #expect(try await chosen(store) { $0.association = known } == ["a", "b", "c"])
    #expect(try await chosen(store) { $0.since = start } == ["a", "b", "c"])
    #expect(try await chosen(store) { $0.since = start + .milliseconds(1) } == [])
    #expect(try await chosen(store) { $0.until = start } == [])
    #expect(try await chosen(store) { $0.until = start + .milliseconds(1) } == ["a", "b", "c"])
    let second = try await store.deadLetters(limit: 2, after: nil)[1].position
    #expect(try await chosen(store) { $0.through = second } == ["a", "b"])
    let last = try await store.deadLetters(limit: 9, after: second).last?.position
    #expect(try await store.lastDeadLetter() == last)
  }

  static func redrives(_ store: any DeliveryStore) async throws {
    try await bury(store, "a", "b")
    let before = try await store.deadLetters(limit: 9, after: nil)
    let new = sample("a2", after: .seconds(60))
    let taken = try await store.redrive(
      [Redrive(position: before[0].position, delivery: new), Redrive(position: 99, delivery: new)],
      isRepeated: false)
    #expect(taken == [before[0].position])
    #expect(try await store.lease(resize, limit: 9, now: start) == [])
    let leases = try await store.lease(resize, limit: 9, now: start + .seconds(60))
    #expect(leases.map(\.delivery) == [new])
    var marked = before
    marked[0].redrivenAt = start
    marked[0].redrivenAs = "a2"
    #expect(try await store.deadLetters(limit: 9, after: nil) == marked)
    #expect(try await store.deadLetterCounts() == [resize: 2])
  }

  static func redrivesOnce(_ store: any DeliveryStore) async throws {
    try await bury(store, "a")
    let position = try #require(try await store.lastDeadLetter())
    for (id, isRepeated, isTaken) in [("1", false, true), ("2", false, false), ("3", true, true)] {
      let redrive = Redrive(position: position, delivery: sample(id))
      let taken = try await store.redrive([redrive], isRepeated: isRepeated)
      #expect(taken == (isTaken ? [position] : []))
    }
    #expect(try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["1", "3"])
    #expect(try await store.deadLetters(limit: 9, after: nil).map(\.redrivenAs) == ["3"])
  }

  static func purges(_ store: any DeliveryStore) async throws {
    try await bury(store, "a", "b")
    try await bury(store, "c", queue: report)
    let positions = try await store.deadLetters(limit: 9, after: nil).map(\.position)
    #expect(try await store.purgeDeadLetters([positions[0], positions[2], 99]) == 2)
    #expect(try await store.deadLetterCounts() == [resize: 1])
    #expect(try await store.deadLetters(limit: 9, after: nil).map(\.delivery.id) == ["b"])
    #expect(try await store.purgeDeadLetters(positions) == 1)
    #expect(try await store.deadLetterCounts() == [:])
    #expect(try await store.lastDeadLetter() == nil)
  }
}
