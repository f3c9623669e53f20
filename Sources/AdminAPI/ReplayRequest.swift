import Instants
import JSONSyntax
import Manifests
import Routing
import Storage

/// What the body of `POST /v1/events:replay` asks for.
///
/// `{"ids":[…]}`, filters such as `{"source":"uploads","from":"2h"}`, or `{"all":true}`; one of them
/// must be there, so that nobody replays everything by accident.
struct ReplayRequest {
  private(set) var order = ReplayOrder()
  private var isAll = false
  /// Whether anything says which events are meant.
  private var isChosen = false
  private var hasOutcome = false

  static let names =
    ["ids"] + HistoryQuery.filterNames
    + ["filter", "all", "dryRun", "rate", "limit", "cursor", "dueAt"]

  /// - Throws: `BadRequest` for a body that is not exactly of this form.
  init(_ body: [UInt8], now: WallTime) throws(BadRequest) {
    let allowed = ReplayRequest.names.joined(separator: ", ")
    guard let members = (try? JSONValue(parsing: body.span))?.object else {
      throw BadRequest("the body is a JSON object with some of \(allowed)")
    }
    for member in members {
      guard ReplayRequest.names.contains(member.name) else {
        throw BadRequest("unknown member `\(member.name.escapingControls)`; allowed: \(allowed)")
      }
      try take(member, now)
    }
    guard isAll || isChosen else {
      throw BadRequest("say which: ids, filters, or \"all\": true")
    }
    guard !isAll || !isChosen else {
      throw BadRequest("\"all\" stands alone, without ids and filters")
    }
    // What was a time back at the first part may lie behind the cursor now.
    if order.after != nil { order.query.from = nil }
    if !hasOutcome, order.query.association == nil {
      order.query.outcomes = ReplayOrder.failures
    }
  }

  private mutating func take(_ member: JSONMember, _ now: WallTime) throws(BadRequest) {
    switch member.name {
    case "ids":
      order.query.ids = try ids(member)
      isChosen = true
    case "filter":
      order.filter = try filter(member)
      isChosen = true
    case "all": isAll = try bool(member)
    case "dryRun": order.isRehearsal = try bool(member)
    case "limit":
      guard let limit = member.value.integer.flatMap({ Int(exactly: $0) }),
        ReplayOrder.limits.contains(limit)
      else { throw BadRequest("\"limit\" is a number from 1 to 10000") }
      order.limit = limit
    default: try take(member.name, try text(member), now)
    }
  }

  private mutating func take(
    _ name: String, _ text: String, _ now: WallTime
  ) throws(BadRequest) {
    switch name {
    case "rate":
      guard let rate = RateSpec.read(text) else {
        throw BadRequest("\"rate\" is a text such as \"10/s\", \"30/m\" or \"5/h\"")
      }
      order.spacing = .seconds(rate.period.seconds) / rate.limit
    case "cursor":
      guard let cursor = HistoryCursor(text) else {
        throw BadRequest("\"cursor\" is what the part before gave")
      }
      order.after = cursor.after
      order.query.through = cursor.through
    case "dueAt":
      guard let time = WallTime(rfc3339: text) else {
        throw BadRequest("\"dueAt\" is an instant before 2262, such as \"2026-03-28T00:00:00Z\"")
      }
      order.dueAt = time
    default:
      if let allowed = order.query.take(name, text, now: now) {
        throw BadRequest("\"\(name)\" is \(allowed)")
      }
      // Whom it goes to does not say what.
      if name != "association" { isChosen = true }
      if name == "outcome" { hasOutcome = true }
    }
  }

  private func ids(_ member: JSONMember) throws(BadRequest) -> [String] {
    let ids = member.value.array?.compactMap(\.string) ?? []
    let isRight =
      ids.count == member.value.array?.count && (1...HistoryQuery.maxIDs).contains(ids.count)
    guard isRight else {
      throw BadRequest("\"ids\" is a list of 1 to \(HistoryQuery.maxIDs) texts")
    }
    return ids
  }

  private func filter(_ member: JSONMember) throws(BadRequest) -> Filter {
    do throws(ManifestRefusal) {
      let bytes = Array(member.value.compactText.utf8)
      return try Filter(reading: JSONManifestParser.document(file: "filter", bytes: bytes))
    } catch {
      throw BadRequest(error.problems.map(\.description).joined(separator: " "))
    }
  }

  private func bool(_ member: JSONMember) throws(BadRequest) -> Bool {
    guard let value = member.value.bool else {
      throw BadRequest("\"\(member.name)\" is true or false")
    }
    return value
  }

  private func text(_ member: JSONMember) throws(BadRequest) -> String {
    guard let text = member.value.string else {
      throw BadRequest("\"\(member.name)\" is a text")
    }
    return text
  }
}
