import CloudEvents
import Connectors
import EventLoops
import HTTPSyntax
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage
import Telemetry

extension AdminHandler {
  func answer(_ request: AdminRequest, _ body: [UInt8]) async -> AdminAnswer {
    if request.segments.first == "v1" {
      return await answerVersion1(request, Array(request.segments.dropFirst()), body)
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      return .problem(Problem(status: 405, detail: "read it with GET"), allow: "GET, HEAD")
    }
    switch request.segments {
    case ["healthz"]: return .json(["status": "ok"])
    case ["readyz"]:
      return backend.isReady
        ? .json(["status": "ready"])
        : .problem(Problem(status: 503, detail: "the router is starting or stopping"))
    case ["metrics"]:
      return .raw(await backend.metrics(), type: Exposition.contentType)
    case ["openapi.json"]: return .json(OpenAPI.document)
    default: return .notFound("the admin API is under /v1; see /openapi.json")
    }
  }

  private func answerVersion1(_ request: AdminRequest, _ segments: [String], _ body: [UInt8]) async
    -> AdminAnswer
  {
    if segments.count == 2, segments[0] == "functions", segments[1].hasSuffix(":invoke") {
      return await invoke(String(segments[1].dropLast(":invoke".count)), request, body)
    }
    if segments.count == 2, let order = PauseOrder(segments[0], segments[1]) {
      return await carryOut(order, request)
    }
    if segments == ["apply"] { return await apply(request, body) }
    if segments == ["explain"] { return explain(request, body) }
    if segments == ["dead-letters:redrive"] || segments == ["dead-letters:purge"] {
      guard request.method == "POST" else {
        return .problem(Problem(status: 405, detail: "do it by POST"), allow: "POST")
      }
      return segments[0].hasSuffix("redrive") ? await redrive(body) : await purge(body)
    }
    if segments == ["events:replay"] {
      guard request.method == "POST" else {
        return .problem(Problem(status: 405, detail: "do it by POST"), allow: "POST")
      }
      return await replay(body)
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      return .problem(Problem(status: 405, detail: "read it with GET"), allow: "GET, HEAD")
    }
    do throws(StoreError) {
      switch segments.first {
      case "functions":
        let rest = Array(segments.dropFirst())
        if let answer = try await statistics(rest) { return answer }
        return logs(rest, request) ?? functions(rest, request)
      case "sources": return listOrOne(sources, Array(segments.dropFirst()), request)
      case "associations": return listOrOne(associations, Array(segments.dropFirst()), request)
      case "queues": return listOrOne(try await queues(), Array(segments.dropFirst()), request)
      case "events":
        let id = segments.dropFirst().joined(separator: "/")
        if id.isEmpty, request.query["id"] == nil { return try await history(request) }
        return try await event(id.isEmpty ? request.query["id"] ?? "" : id)
      case "dead-letters": return try await deadLetters(Array(segments.dropFirst()), request)
      default: return .notFound("there is no /v1/\(segments.joined(separator: "/"))")
      }
    } catch {
      return .problem(Problem(status: 503, detail: error.description))
    }
  }

  // MARK: Lists

  /// All functions, one, or one's versions or aliases.
  private func functions(_ rest: [String], _ request: AdminRequest) -> AdminAnswer {
    let functions = backend.manifest.functions
    guard rest.count >= 2 else { return listOrOne(functions.map(describe), rest, request) }
    guard let function = functions.first(where: { $0.name.text == rest[0] }) else {
      return .notFound("there is no function \(rest[0])")
    }
    switch rest[1] {
    case "versions": return listOrOne(function.versionList, Array(rest.dropFirst(2)), request)
    case "aliases": return listOrOne(function.aliasList, Array(rest.dropFirst(2)), request)
    default: return .notFound("a function has versions, aliases, stats and logs, no \(rest[1])")
    }
  }

  private func describe(_ function: FunctionSpec) -> JSONValue {
    guard case .object(var members) = function.json else { return function.json }
    let workers = backend.workers(of: function.name)
    if !workers.isEmpty { members.append(JSONMember("workers", .array(workers.map(\.json)))) }
    members.append(JSONMember("inFlight", .integer(Int64(backend.inFlight(of: function.name)))))
    members.append(pausedSince(.function(function.name)))
    return .object(members)
  }

  private var associations: [JSONValue] {
    backend.manifest.associations.map { association in
      guard case .object(let members) = association.json else { return association.json }
      return .object(members + [pausedSince(.association(association.rule.name))])
    }
  }

  private var sources: [JSONValue] {
    let statuses = backend.statuses
    return backend.manifest.sources.map { source in
      guard case .object(var members) = source.json else { return source.json }
      let status = statuses[source.name] ?? ConnectorStatus(phase: .running)
      members.append(JSONMember("kind", .string(source.kind.label)))
      let isPaused = backend.pauses[.source(source.name)] != nil
      let phase = isPaused ? "paused" : status.phase.rawValue
      members.append(JSONMember("status", .string(phase)))
      members.append(JSONMember("detail", .string(status.detail)))
      members.append(JSONMember("lastError", status.lastError.map { .string($0) } ?? .null))
      members.append(pausedSince(.source(source.name)))
      return .object(members)
    }
  }

  private func queues() async throws(StoreError) -> [JSONValue] {
    let dead = try await backend.deadLetterCounts()
    let present = Dictionary(
      try await backend.queues().map { ($0.queue, $0) }, uniquingKeysWith: { first, _ in first })
    var names = backend.manifest.functions.map(\.name)
    let declared = Set(names)
    names += Set(present.keys).union(dead.keys).subtracting(declared).sorted { $0.text < $1.text }
    return names.map { describe($0, present[$0], deadLetters: dead[$0] ?? 0) }
  }

  /// - Parameter queue: nil where nothing stands in it.
  func describe(_ name: FunctionName, _ queue: QueueStatistics?, deadLetters: Int) -> JSONValue {
    let age = queue?.oldestAcceptedAt.map { max(0, (WallTime.now - $0).inSeconds) }
    return [
      "name": .string(name.text),
      "depth": .integer(Int64(queue?.depth ?? 0)),
      "ready": .integer(Int64(queue?.ready ?? 0)),
      "inFlight": .integer(Int64(queue?.leased ?? 0)),
      "delayed": .integer(Int64(queue?.delayed ?? 0)),
      "oldestSeconds": age.map { .double($0) } ?? .null,
      "parked": .integer(Int64(queue?.parked ?? 0)),
      "waiting": .integer(Int64(queue?.waiting ?? 0)),
      "heldKeys": .integer(Int64(queue?.holders ?? 0)),
      "deadLetters": .integer(Int64(deadLetters)),
      "held": .array((backend.holds(of: name) + (queue?.holds ?? [])).map { .string($0) }),
      "pausedSince": pausedSince(.function(name)).value,
    ]
  }

  /// A page of a list, or the item named after it.
  private func listOrOne(_ items: [JSONValue], _ rest: [String], _ request: AdminRequest)
    -> AdminAnswer
  {
    if let name = rest.first {
      guard rest.count == 1, let item = items.first(where: { $0["name"]?.string == name }) else {
        return .notFound("there is none called \(rest.joined(separator: "/")) in this list")
      }
      return .json(item)
    }
    guard let (limit, cursor) = page(request, of: Int.self) else { return badPage }
    let start = min(items.count, max(0, cursor ?? 0))
    let end = min(items.count, start + limit)
    return list(Array(items[start..<end]), cursor: end < items.count ? String(end) : nil)
  }

  func page<Cursor: FixedWidthInteger>(_ request: AdminRequest, of type: Cursor.Type)
    -> (limit: Int, cursor: Cursor?)?
  {
    let limit = request.query["limit"].map { Int($0) } ?? 1_000
    let cursor = request.query["cursor"].map { Cursor($0) }
    guard let limit, (1...10_000).contains(limit) else { return nil }
    if let cursor, cursor == nil { return nil }
    return (limit, cursor ?? nil)
  }

  var badPage: AdminAnswer {
    .problem(
      Problem(
        status: 400,
        detail: "limit is a number from 1 to 10000, cursor what the page before gave"))
  }

  func list(_ items: [JSONValue], cursor: String?) -> AdminAnswer {
    .json(["items": .array(items), "cursor": cursor.map { .string($0) } ?? .null])
  }

  // MARK: Actions

  private func invoke(_ name: String, _ request: AdminRequest, _ body: [UInt8]) async
    -> AdminAnswer
  {
    guard request.method == "POST" else {
      return .problem(Problem(status: 405, detail: "functions are invoked by POST"), allow: "POST")
    }
    guard let reference = FunctionReference(name) else {
      return .notFound("there is no function \(name)")
    }
    let event: CloudEvent
    do throws(CloudEventError) {
      event = try makeEvent(reference, request, body)
    } catch {
      return .problem(Problem(status: 400, detail: error.description))
    }
    let mode: DeliveryMode = request.query["mode"] == "queued" ? .queued : .sync
    guard let receipt = await backend.invoke(reference, mode: mode, event) else {
      return .notFound("there is no function \(reference)")
    }
    if let reply = receipt.reply { return .reply(reply, id: event.id) }
    switch receipt.verdict {
    case .settled:
      return .json(
        ["id": .string(event.id), "deliveries": .array(receipt.deliveries.map { .string($0) })],
        status: 202)
    case .retryLater(let reason, _): return .problem(Problem(status: 503, detail: reason))
    case .refused(let reason): return .problem(Problem(status: 400, detail: reason))
    }
  }

  private func makeEvent(_ reference: FunctionReference, _ request: AdminRequest, _ body: [UInt8])
    throws(CloudEventError) -> CloudEvent
  {
    if let type = request.contentType,
      try ContentMode(contentType: type.utf8Span.span) == .structured
    {
      return try CloudEvent(json: body.span)
    }
    let now = loop.wallNow
    return CloudEvent.wrapping(
      id: identifiers.next(at: now), source: "/functions/\(reference)",
      type: "dev.patchbay.invocation", time: now, contentType: request.contentType,
      data: body.isEmpty ? nil : body)
  }

  /// What would become of an event; nothing is run.
  private func explain(_ request: AdminRequest, _ body: [UInt8]) -> AdminAnswer {
    guard request.method == "POST" else {
      return .problem(Problem(status: 405, detail: "send the event by POST"), allow: "POST")
    }
    guard let name = request.query["source"], let source = SourceName(name) else {
      return .problem(Problem(status: 400, detail: "say which source: ?source=NAME"))
    }
    do throws(CloudEventError) {
      let event = try CloudEvent(json: body.span)
      guard let explanation = backend.manifest.explanation(of: event, from: source) else {
        return .notFound("there is no source \(name)")
      }
      return .json(explanation.json)
    } catch {
      return .problem(Problem(status: 400, detail: error.description))
    }
  }
}
