import EventLoops
import HTTPSyntax
import Instants
import Manifests
import Routing
import Storage

extension AdminHandler {
  /// Stretches of the history that are looked through for one page of a list.
  private static let stretches = 32

  /// `GET /v1/events?source=…`: a page of the history, in the order in which it was taken in.
  func history(_ request: AdminRequest) async throws(StoreError) -> AdminAnswer {
    let limit = request.query["limit"].map { Int($0) } ?? 1_000
    guard let limit, (1...10_000).contains(limit) else { return badPage }
    var query = HistoryQuery()
    for name in HistoryQuery.filterNames {
      guard let text = request.query[name] else { continue }
      if let allowed = query.take(name, text, now: WallTime.now) {
        return BadRequest("`\(name)` is \(allowed)").answer
      }
    }
    if let refusal = try await historyRefusal(query) { return refusal }
    var after: HistoryPlace?
    if let text = request.query["cursor"] {
      guard let cursor = HistoryCursor(text) else { return badPage }
      after = cursor.after
      query.through = cursor.through
    }
    let last = try await backend.lastInHistory() ?? 0
    let through = query.through ?? last
    query.through = through
    var page = HistoryPage()
    var stretch = 0
    repeat {
      page = try await backend.history(query, limit: limit, after: after)
      after = page.next
      stretch += 1
    } while page.entries.isEmpty && after != nil && stretch < Self.stretches
    return list(
      page.entries.map(\.json),
      cursor: after.map { HistoryCursor(after: $0, through: through).text })
  }

  /// `POST /v1/events:replay`.
  func replay(_ body: [UInt8]) async -> AdminAnswer {
    let order: ReplayOrder
    do throws(BadRequest) {
      order = try ReplayRequest(body, now: WallTime.now).order
    } catch {
      return error.answer
    }
    do throws(StoreError) {
      if let refusal = try await historyRefusal(order.query) { return refusal }
      let report = try await backend.replay(order)
      return .json(report.json(isRehearsal: order.isRehearsal))
    } catch {
      return .problem(Problem(status: 503, detail: error.description))
    }
  }

  /// Why a query has no answer; nil where it has one.
  private func historyRefusal(_ query: HistoryQuery) async throws(StoreError) -> AdminAnswer? {
    let manifest = backend.manifest
    if let source = query.source, !manifest.sources.contains(where: { $0.name == source }),
      try await !isInHistory(source)
    {
      return unknown("source", source.text, among: manifest.sources.map(\.name.text))
    }
    if let name = query.association,
      !manifest.associations.contains(where: { $0.rule.name == name })
    {
      return unknown("association", name.text, among: manifest.associations.map(\.rule.name.text))
    }
    guard manifest.history.record == .off, try await backend.lastInHistory() == nil else {
      return nil
    }
    return .problem(
      Problem(
        status: 409,
        detail: "no events are kept: write `history: all` or `history: failures` into the manifest")
    )
  }

  /// Whether the history has events of a source that is not declared any more.
  private func isInHistory(_ source: SourceName) async throws(StoreError) -> Bool {
    var query = HistoryQuery()
    query.source = source
    let page = try await backend.history(query, limit: 1, after: nil)
    // Where it goes on, looking further is the query's own affair.
    return !page.entries.isEmpty || page.next != nil
  }

  private func unknown(_ kind: String, _ name: String, among names: [String]) -> AdminAnswer {
    var spelling = Spelling()
    let hint = spelling.nearest(to: name, among: names).map { "; did you mean `\($0)`?" } ?? ""
    return .notFound("there is no \(kind) `\(name)`\(hint)")
  }
}
