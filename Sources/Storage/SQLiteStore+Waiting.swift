extension SQLiteStore {
  package func waitingDeliveries(
    of ids: [String], ending: String?, limit: Int
  ) async throws(StoreError) -> [WaitingDelivery] {
    // What has ended before this call is gone from the file after it, unless the disk is in trouble.
    try? await intake.submit(.catchUp, bytes: 0)
    var found: [WaitingDelivery] = []
    var next: Int64? = 0
    while let token = next, found.count < limit {
      let page = try await onReaderLoop { reader in
        await reader.waitingPage(ids, ending: ending, after: token)
      }
      let taken = tracker.leased(among: page.found.map(\.token))
      for (token, var delivery) in page.found {
        delivery.isTaken = taken.contains(token)
        found.append(delivery)
      }
      next = page.next
    }
    return Array(found.prefix(limit))
  }
}
