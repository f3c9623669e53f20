import Routing
import Schedules

extension FieldReader {
  func source(_ name: SourceName) -> SourceSpec? {
    let kinds = ["http", "cron", "mqtt", "kafka", "function"]
    var keepsHistory = true
    let kind: SourceSpec.Kind? = mapping(allowed: "a map with one of \(kinds.listed())") { map in
      map.misplaced(FieldReader.admissionKeys, hint: "It belongs inside `http`.")
      let only = map.only(of: kinds)
      if let value = map.optional("history", as: { $0.bool() }) { keepsHistory = value }
      guard let (kind, value) = only else { return nil }
      return switch kind {
      case "http": value.httpSource().map(SourceSpec.Kind.http)
      case "cron": value.cronSource().map(SourceSpec.Kind.cron)
      case "mqtt": value.mqttSource(name).map(SourceSpec.Kind.mqtt)
      case "kafka": value.kafkaSource().map(SourceSpec.Kind.kafka)
      default: value.functionReference().map(SourceSpec.Kind.function)
      }
    }
    let concealed = reading.takeConcealed()
    guard var kind else { return nil }
    kind.hideBrokers(concealed)
    var spec = SourceSpec(name: name, kind: kind)
    spec.concealed = concealed
    spec.keepsHistory = keepsHistory
    return spec
  }

  private func httpSource() -> HTTPSourceSpec? {
    mapping(allowed: "a map with `path`", hint: hint("path")) { map in
      map.misplaced(["history"], hint: "It belongs beside `http`.")
      let path = map.required("path") { field in
        field.parsed("a path, as in `/uploads/{album}`") {
          text throws(RoutingError) in
          try HTTPPathPattern(text)
        } words: {
          "which \($0.reason)"
        }
      }
      let methods = map.optional("methods") { $0.methods() }
      let host = map.optional("host") { $0.host() }
      let maxBody = map.optional("maxBody") { $0.size(in: HTTPSourceSpec.maxBodyRange) }
      let admission = map.field.admission(&map)
      guard let path else { return nil }
      var spec = HTTPSourceSpec(path: path)
      spec.admission = admission
      if let methods { spec.methods = methods }
      if let maxBody { spec.maxBodyBytes = maxBody }
      spec.host = host
      return spec
    }
  }

  func methods() -> [String]? {
    let known = HTTPSourceSpec.knownMethods
    return distinctList(allowed: "a list of methods", orOne: true, by: { $0 }) { field in
      guard let text = field.text(allowed: known.listed()) else { return nil }
      if known.contains(text.text) { return text.text }
      field.refuse(text, allowed: known.listed(), near: known)
      return nil
    }
  }

  private func host() -> String? {
    guard let text = text(allowed: "the name of a host") else { return nil }
    if HostAndPort.isName(text.text) { return text.text.lowercased() }
    let hasPort = HostAndPort(text.text[...])?.port != nil
    refuse(
      text, allowed: "the name of a host, without port",
      hint: hasPort ? "Take the port away." : nil)
    return nil
  }

  private func cronSource() -> CronSourceSpec? {
    mapping(allowed: "a map with `schedule`", hint: hint("schedule")) { map in
      map.misplaced(FieldReader.admissionKeys, hint: FieldReader.admissionHint)
      let schedule = map.required("schedule") { field in
        field.parsed("a cron expression, as in `30 2 * * *`") {
          text throws(ScheduleError) in
          try Schedule(text)
        } words: {
          $0.description
        }
      }
      let timezone = map.optional("timezone") { field in
        field.checked("a time zone, as in `Europe/Berlin`", by: reading.checks.timezone)
      }
      let data = map.optional("data") { $0.json() }
      let dst = map.optional("dst") { $0.dst() }
      let catchUp = map.optional("catchUp") { $0.catchUp() }
      guard let schedule else { return nil }
      var spec = CronSourceSpec(schedule: schedule)
      if let timezone { spec.timezone = timezone.text }
      spec.data = data
      if let dst { spec.dst = dst }
      if let catchUp { spec.catchUp = catchUp }
      return spec
    }
  }

  private func dst() -> DSTPolicy? {
    mapping(allowed: "a map with `gap` or `overlap`") { map in
      let gap = map.optional("gap") { $0.choice(DSTPolicy.Gap.self) }
      let overlap = map.optional("overlap") { $0.choice(DSTPolicy.Overlap.self) }
      return DSTPolicy(gap: gap, overlap: overlap)
    }
  }

  private func catchUp() -> CronSourceSpec.CatchUp? {
    let allowed = "`none`, `latest` or `{ all: NUMBER }`"
    if case .mapping = node.content {
      return mapping { map in
        map.required("all") { $0.integer(in: 1...1_000) }.map { .all(limit: $0) }
      }
    }
    guard let text = text(allowed: allowed) else { return nil }
    switch text.text {
    case "none": return CronSourceSpec.CatchUp.none
    case "latest": return .latest
    case "all":
      refuse(text, allowed: allowed, hint: "Write `{ all: 100 }` to say how many at most.")
    default: refuse(text, allowed: allowed, near: ["none", "latest"])
    }
    return nil
  }

  /// What to write where a text stands in place of the map.
  func hint(_ key: String) -> String? {
    guard case .scalar(let text, _) = node.content, !isNull else { return nil }
    return "Write \("{ \(key): \(text) }".shown)."
  }
}

extension SourceSpec.Kind {
  fileprivate mutating func hideBrokers(_ concealed: Set<String>) {
    switch self {
    case .mqtt(var spec):
      spec.hidesBroker = ["mqtt.broker", "mqtt.clientId"].contains { concealed.contains($0) }
      spec.hidesTopics = concealed.contains { $0.hasPrefix("mqtt.topics") }
      self = .mqtt(spec)
    case .kafka(var spec):
      spec.hidesBrokers = concealed.contains { $0.hasPrefix("kafka.brokers") }
      self = .kafka(spec)
    default: break
    }
  }
}
