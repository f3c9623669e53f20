import JSONSyntax
import Manifests

extension ResourceKind {
  /// The items of the admin API as a table for people.
  ///
  /// A column tells since when something is paused, where anything is.
  func table(_ items: [JSONValue]) -> TextTable {
    var table = TextTable(headings: headings, rows: items.map(row))
    if items.contains(where: { !plain($0["pausedSince"]).isEmpty }) {
      table.headings.insert("PAUSED", at: 1)
      for (index, item) in items.enumerated() {
        table.rows[index].insert(plain(item["pausedSince"]), at: 1)
      }
    }
    return table
  }

  private var headings: [String] {
    switch self {
    case .functions: ["NAME", "VERSIONS", "LATEST", "ALIASES", "TARGET"]
    case .sources: ["NAME", "KIND", "STATUS", "DETAIL"]
    case .associations: ["NAME", "FROM", "TO", "MODE", "FILTER"]
    case .queues:
      ["NAME", "DEPTH", "READY", "IN-FLIGHT", "DELAYED", "PARKED", "OLDEST", "DEAD", "HELD"]
    case .deadLetters: ["ID", "FUNCTION", "ATTEMPTS", "STATUS", "DIED", "REDRIVEN", "REASON"]
    }
  }

  private func row(_ item: JSONValue) -> [String] {
    switch self {
    case .functions: functionRow(item)
    case .sources: sourceRow(item)
    case .associations: associationRow(item)
    case .queues: queueRow(item)
    case .deadLetters:
      ["id", "function", "attempts", "lastStatus", "diedAt", "redrivenAt", "reason"].map {
        plain(item[$0])
      }
    }
  }

  private func functionRow(_ item: JSONValue) -> [String] {
    let versions = item["versions"]?.object ?? []
    // A target beside the versions is the latest one, otherwise the highest number is.
    let latest = item["target"] == nil ? versions.last : nil
    let aliases = (item["aliases"]?.object ?? []).map { alias in
      let shares = alias.value.object ?? []
      if shares.count == 1 { return "\(alias.name)=\(shares[0].name)" }
      let text = shares.map { "\($0.name)×\(plain($0.value))" }.joined(separator: "+")
      return "\(alias.name)=\(text)"
    }
    return [
      plain(item["name"]), versions.map(\.name).joined(separator: ","), latest?.name ?? "latest",
      aliases.joined(separator: " "), target(latest?.value["target"] ?? item["target"]),
    ]
  }

  private func target(_ target: JSONValue?) -> String {
    guard let target else { return "" }
    if let command = target["exec"] { return "exec " + list(command, separator: " ") }
    if let workers = target["workers"] { return "workers " + list(workers) }
    return plain(target["http"])
  }

  private func sourceRow(_ item: JSONValue) -> [String] {
    let kind = plain(item["kind"])
    let detail = [plain(item["detail"]), plain(item["lastError"])].filter { !$0.isEmpty }
    return [
      plain(item["name"]), kind, plain(item["status"]),
      detail.isEmpty ? declared(kind, item[kind]) : detail.joined(separator: "; "),
    ]
  }

  /// What a source is, where its connector has nothing to say.
  private func declared(_ kind: String, _ spec: JSONValue?) -> String {
    guard let spec else { return "" }
    switch kind {
    case "http":
      let auth = spec["auth"]?.object?.first.map { " (\($0.name))" } ?? ""
      return "\(list(spec["methods"])) \(plain(spec["path"]))\(auth)"
    case "cron": return "\(plain(spec["schedule"])) \(plain(spec["timezone"]))"
    case "mqtt": return "\(plain(spec["broker"])) \(list(spec["topics"]))"
    case "kafka": return "\(list(spec["brokers"])) \(list(spec["topics"]))"
    default: return plain(spec)
    }
  }

  private func associationRow(_ item: JSONValue) -> [String] {
    let destinations = item["to"]?.array ?? []
    let names = destinations.map { destination in
      let name = plain(destination["function"])
      return destinations.count == 1 ? name : "\(name)×\(plain(destination["weight"]))"
    }
    return [
      plain(item["name"]), list(item["from"]), names.joined(separator: "+"), plain(item["mode"]),
      item["filter"].map(\.compactText) ?? "",
    ]
  }

  private func queueRow(_ item: JSONValue) -> [String] {
    let oldest = item["oldestSeconds"]?.number.map { Duration.seconds(Int64($0)).written }
    return ["name", "depth", "ready", "inFlight", "delayed", "parked"].map { plain(item[$0]) }
      + [oldest ?? "", plain(item["deadLetters"]), list(item["held"], separator: "; ")]
  }

  private func list(_ value: JSONValue?, separator: String = ",") -> String {
    (value?.array ?? []).map { plain($0) }.joined(separator: separator)
  }

  /// A text without its quotes; nothing for null.
  private func plain(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "" }
    return value.string ?? value.compactText
  }
}
