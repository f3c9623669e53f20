import Deliveries
import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let historyChecks: [(claim: String, check: Check)] = [
    ("what was kept is listed whole, in the order in which it was taken in", listsHistory),
    ("events are found by each term of a query", findsByTerm),
    ("ends belong to their event, and the last one of an association counts", keepsEnds),
    ("an end that goes once more is none that is looked for, until it has ended", marksReplays),
    ("an event is there once, as it came last", replacesEvents),
    ("what fails again is there as it failed first", keepsFailures),
    ("of large events nothing is kept but that they came", leavesOutLargeData),
    ("the history is listed in pages, up to where it was at the first", pagesHistory),
  ]

  static func batch(_ events: PastEvent...) -> HistoryBatch {
    var batch = HistoryBatch()
    for event in events { batch.add(event, replaces: true) }
    return batch
  }

  static func listsHistory(_ store: any DeliveryStore) async throws {
    #expect(try await store.lastInHistory() == nil)
    let events = [past("a", at: .seconds(1)), past("b"), past("c", source: nil, data: nil)]
    for event in events { #expect(store.keep(batch(event)) == 0) }
    #expect(try await list(store) == [events[1], events[2], events[0]])
    let page = try await store.history(HistoryQuery(), limit: 9, after: nil, withData: false)
    #expect(page.next == nil && page.entries.allSatisfy { $0.event.data == nil && $0.ends == [] })
    #expect(page.entries.map(\.event.isWhole) == [true, true, true])
    #expect(try await store.lastInHistory() != nil)
  }

  static func findsByTerm(_ store: any DeliveryStore) async throws {
    _ = store.keep(
      batch(
        past("a"), past("b", at: .seconds(1), type: "t2"),
        past("c", at: .seconds(2), source: "other")))
    _ = store.keep(ends(("a", "x", .failure), ("b", "x", .success), ("b", "y", .expired)))
    func ids(_ change: (inout HistoryQuery) -> Void) async throws -> [String] {
      var query = HistoryQuery()
      change(&query)
      return try await list(store, query).map(\.id)
    }
    #expect(try await ids { _ in } == ["a", "b", "c"])
    #expect(try await ids { $0.ids = ["c", "a", "z"] } == ["a", "c"])
    #expect(try await ids { $0.source = SourceName(unchecked: "other") } == ["c"])
    #expect(try await ids { $0.type = "t2" } == ["b"])
    #expect(try await ids { $0.from = start + .seconds(1) } == ["b", "c"])
    #expect(try await ids { $0.to = start + .seconds(1) } == ["a"])
    #expect(try await ids { $0.outcomes = [.failure, .expired] } == ["a", "b"])
    #expect(try await ids { $0.outcomes = [.success] } == ["b"])
    #expect(try await ids { $0.outcomes = [] } == [])
    #expect(
      try await ids {
        $0.outcomes = [.success, .failure]
        $0.association = AssociationName(unchecked: "y")
      } == [])
    #expect(
      try await ids {
        $0.type = "t2"
        $0.to = start + .seconds(1)
      } == [])
  }

  static func keepsEnds(_ store: any DeliveryStore) async throws {
    _ = store.keep(ends(("a", "x", .failure)))
    _ = store.keep(batch(past("a"), past("b")))
    _ = store.keep(ends(("a", "y", .deadLetter), ("a", "x", .failure)))
    var later = HistoryBatch()
    var success = end("x", .success)
    success.version.number = .number(9)
    later.add(success, ofEvent: past("a").key)
    _ = store.keep(later)
    let entries = try await store.history(HistoryQuery(), limit: 9, after: nil, withData: true)
      .entries
    // The version first chosen stays.
    #expect(entries[0].ends == [end("x", .success), end("y", .deadLetter)])
    #expect(entries[1].ends == [])
  }

  static func marksReplays(_ store: any DeliveryStore) async throws {
    _ = store.keep(batch(past("a")))
    _ = store.keep(ends(("a", "x", .failure), ("a", "y", .failure)))
    var query = HistoryQuery()
    query.outcomes = [.failure]
    var marks = HistoryBatch()
    for association in ["x", "unknown"] {
      marks.add(
        replayTo: AssociationName(unchecked: association), ofEvent: past("a").key, at: start)
    }
    _ = store.keep(marks)
    #expect(try await list(store, query) == [past("a")])
    query.association = AssociationName(unchecked: "x")
    #expect(try await list(store, query) == [])
    let found = try await store.history(HistoryQuery(), limit: 9, after: nil, withData: true)
    #expect(found.entries[0].ends.map(\.replayedAt) == [start, nil])
    _ = store.keep(ends(("a", "x", .failure)))
    #expect(try await list(store, query) == [past("a")])
  }

  static func replacesEvents(_ store: any DeliveryStore) async throws {
    let last = past("a", at: .seconds(5), data: [9])
    _ = store.keep(batch(past("a"), past("b", at: .seconds(1)), past("a", source: "other")))
    _ = store.keep(batch(last))
    // One that is as it was stays where it is.
    _ = store.keep(batch(past("b", at: .seconds(9))))
    #expect(
      try await list(store) == [past("a", source: "other"), past("b", at: .seconds(1)), last])
  }

  static func keepsFailures(_ store: any DeliveryStore) async throws {
    for offset in 0..<2 {
      var batch = HistoryBatch()
      batch.add(past("a", at: .seconds(offset)), replaces: false)
      _ = store.keep(batch)
    }
    #expect(try await list(store) == [past("a")])
  }

  static func leavesOutLargeData(_ store: any DeliveryStore) async throws {
    let limit = HistoryLimits.maxPayloadBytes
    let large = past("large", data: [UInt8](repeating: 7, count: limit))
    #expect(!large.isWhole && large.data == nil && large.request == nil)
    let whole = past("whole", at: .seconds(1), data: [UInt8](repeating: 7, count: limit - 3))
    #expect(whole.isWhole)
    _ = store.keep(batch(large, whole))
    #expect(try await list(store) == [large, whole])
  }

  static func pagesHistory(_ store: any DeliveryStore) async throws {
    for number in 0..<5_000 {
      let type = number % 1_000 == 7 ? "rare" : "t"
      #expect(store.keep(batch(past("\(number)", at: .milliseconds(number / 3), type: type))) == 0)
    }
    var query = HistoryQuery()
    query.through = try await store.lastInHistory()
    _ = store.keep(batch(past("late", type: "rare")))
    query.type = "rare"
    var seen: [String] = []
    var place: HistoryPlace?
    repeat {
      let page = try await store.history(query, limit: 2, after: place, withData: false)
      #expect(page.entries.count <= 2)
      seen += page.entries.map(\.event.id)
      place = page.next
    } while place != nil
    #expect(seen == ["7", "1007", "2007", "3007", "4007"])
  }

  private static func list(
    _ store: any DeliveryStore, _ query: HistoryQuery = HistoryQuery()
  ) async throws -> [PastEvent] {
    try await store.history(query, limit: 9_999, after: nil, withData: true).entries.map(\.event)
  }

  private static func end(_ association: String, _ outcome: DeliveryOutcome) -> PastEnd {
    PastEnd(
      association: AssociationName(unchecked: association),
      version: FunctionVersion(function: resize, number: .number(2)), outcome: outcome,
      endedAt: start)
  }

  private static func ends(
    _ ends: (event: String, association: String, outcome: DeliveryOutcome)...
  ) -> HistoryBatch {
    var batch = HistoryBatch()
    for (event, association, outcome) in ends {
      batch.add(end(association, outcome), ofEvent: past(event).key)
    }
    return batch
  }
}

/// An event of the history with something in every field.
func past(
  _ id: String, at offset: Duration = .zero, type: String = "t", source: String? = "uploads",
  data: [UInt8]? = [1, 2]
) -> PastEvent {
  PastEvent(
    key: HistoryKey.of(source: "/tests", id: id), id: id, type: type,
    source: source.map { SourceName(unchecked: $0) }, takenAt: start + offset, shard: "s",
    head: Array("ce-id: \(id)\r\n".utf8), request: [0, 255, 1], data: data)
}
