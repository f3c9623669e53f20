import JSONSyntax
import Manifests

/// What was counted of a function, or of one of its versions, for people.
struct StatisticsText {
  private let statistics: JSONValue

  /// - Parameter statistics: as `GET /v1/functions/{name}/stats` gives them.
  init(_ statistics: JSONValue) { self.statistics = statistics }

  func text(_ style: TextStyle) -> String {
    let facts = facts.filter { !$0.text.isEmpty }
    let width = facts.reduce(0) { max($0, $1.name.count) }
    let lines = facts.map { fact in
      let gap = String(repeating: " ", count: width - fact.name.count + 2)
      return "\(style.bold(fact.name + ":"))\(gap)\(fact.text.escapingControls)\n"
    }
    return lines.joined() + "\n" + table.text(style)
  }

  private var facts: [(name: String, text: String)] {
    let queue = statistics["queue"]
    return [
      ("Function", word(statistics["function"])),
      ("Since", word(statistics["since"])),
      ("Paused", word(queue?["pausedSince"])),
      ("Deliveries", outcomes),
      ("Answers", statuses),
      ("Retries", word(statistics["retries"])),
      ("Queue", queue.map(depth) ?? ""),
      ("Dead letters", word(queue?["deadLetters"])),
      ("Held", (queue?["held"]?.array ?? []).map { word($0) }.joined(separator: "; ")),
    ]
  }

  /// `12: 10 success, 2 dead_letter`.
  private var outcomes: String {
    let members = statistics["deliveries"]?.object ?? []
    let ended = members.filter { $0.name != "total" && $0.value != 0 }
    return list(word(statistics["deliveries"]?["total"]), ended.map { ($0.value, $0.name) })
  }

  /// `12: 10 with 200, 2 without`.
  private var statuses: String {
    let attempts = statistics["attempts"]
    let members = attempts?["byStatus"]?.object ?? []
    return list(
      word(attempts?["total"]),
      members.map { ($0.value, $0.name == "0" ? "without a status" : "with \($0.name)") })
  }

  private func list(_ total: String, _ parts: [(count: JSONValue, what: String)]) -> String {
    parts.isEmpty
      ? total
      : "\(total): " + parts.map { "\(word($0.count)) \($0.what)" }.joined(separator: ", ")
  }

  private func depth(_ queue: JSONValue) -> String {
    let age = queue["oldestSeconds"]?.number.map {
      ", the oldest for \(Duration.seconds(Int64($0)).written)"
    }
    return word(queue["depth"]) + (age ?? "")
  }

  private var table: TextTable {
    var table = TextTable(
      headings: [
        "VERSION", "IN-FLIGHT", "ATTEMPTS", "FAILED", "RATE", "MEAN", "P50", "P90", "P99",
        "BREAKER",
      ])
    // Of a single version there are no versions.
    let versions = statistics["versions"]?.array
    table.rows = (versions ?? [statistics]).map { row($0, word($0["name"])) }
    if let versions, versions.count > 1 { table.rows.append(row(statistics, "all")) }
    return table
  }

  private func row(_ item: JSONValue, _ name: String) -> [String] {
    let attempts = item["attempts"]
    let rate = attempts?["perSecond"]?.number.map { "\(StatisticsText.short($0))/s" }
    return [
      name, word(item["inFlight"]), word(attempts?["total"]), word(attempts?["failed"]), rate ?? "",
    ] + ["mean", "p50", "p90", "p99"].map { time(item["duration"]?[$0]) } + [word(item["breaker"])]
  }

  /// Seconds as `1.25ms` or `3.5s`.
  private func time(_ value: JSONValue?) -> String {
    guard let seconds = value?.number else { return "" }
    return seconds < 1
      ? "\(StatisticsText.short(seconds * 1_000))ms" : "\(StatisticsText.short(seconds))s"
  }

  /// With two decimals at most.
  private static func short(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Int64(exactly: rounded).map { String($0) } ?? String(rounded)
  }

  private func word(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "" }
    return value.string ?? value.compactText
  }
}
