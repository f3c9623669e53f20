import Instants
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let ledgerChecks: [(claim: String, check: Check)] = [
    ("what was recorded is found by its event and its delivery", findsRecords),
    ("of very many records the latest are found", findsLatestRecords),
    ("what nobody recorded is not found", findsNothing),
  ]

  static func findsRecords(_ store: any DeliveryStore) async throws {
    var batch = LedgerBatch()
    batch.add("e1", nil, "1")
    batch.add("e2", "d2", "2")
    #expect(store.record(batch))
    var later = LedgerBatch()
    later.add("e1", "d1", #""x,\ny""#)
    #expect(store.record(later))
    #expect(try await texts(store, ["e1"]) == ["1", #""x,\ny""#])
    #expect(try await texts(store, ["d1"]) == [#""x,\ny""#])
    #expect(try await texts(store, ["d2", "e1"]) == ["1", "2", #""x,\ny""#])
    #expect(store.takeDroppedRecordCount() == 0)
  }

  static func findsLatestRecords(_ store: any DeliveryStore) async throws {
    for number in 0..<30 {
      var batch = LedgerBatch()
      batch.add("e", nil, "\(number)")
      #expect(store.record(batch))
    }
    let found = try await store.ledgerRecords(of: ["e"], limit: 3)
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == ["27", "28", "29"])
  }

  static func findsNothing(_ store: any DeliveryStore) async throws {
    #expect(try await texts(store, ["e"]) == [])
    var batch = LedgerBatch()
    batch.add("e", nil, "1")
    #expect(store.record(batch))
    #expect(store.record(LedgerBatch()))
    #expect(try await texts(store, ["f", ""]) == [])
  }

  private static func texts(_ store: any DeliveryStore, _ ids: [String]) async throws -> [String] {
    try await store.ledgerRecords(of: ids, limit: 1_000).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension LedgerBatch {
  mutating func add(_ event: String, _ delivery: String?, _ json: String, at time: WallTime = start)
  {
    append(event: event, delivery: delivery, at: time) { $0.append(contentsOf: json.utf8) }
  }
}
