import JSONSyntax
import Storage

/// The description of the admin API, as `GET /openapi.json` gives it.
enum OpenAPI {
  static let document: JSONValue = [
    "openapi": "3.1.0",
    "info": ["title": "Patchbay admin API", "version": "1"],
    "paths": .object(paths),
  ]

  private static let paths: [JSONMember] = [
    read("/healthz", "Whether the process lives"),
    read("/readyz", "Whether events are taken in"),
    read("/metrics", "Metrics in Prometheus' text format"),
    list("functions", "Functions, their versions and aliases"),
    item("functions", "One function"),
    parts("versions", "The versions of a function"),
    part("versions", "One version"),
    parts("aliases", "The aliases of a function"),
    part("aliases", "One alias"),
    JSONMember(
      "/v1/functions/{name}/stats",
      ["get": operation("What was counted of a function", [parameter("name")])]),
    JSONMember(
      "/v1/functions/{name}/versions/{item}/stats",
      [
        "get": operation(
          "What was counted of one version", [parameter("name"), parameter("item")])
      ]),
    JSONMember(
      "/v1/functions/{name}/logs",
      [
        "get": operation(
          "The last lines of a function's log; with `follow`, those to come, as NDJSON",
          [parameter("name")] + logQuery)
      ]),
    JSONMember(
      "/v1/functions/{name}/versions/{item}/logs",
      [
        "get": operation(
          "The last lines of a version's log; with `follow`, those to come, as NDJSON",
          [parameter("name"), parameter("item")] + logQuery)
      ]),
    list("sources", "Sources and the state of their connectors"),
    item("sources", "One source"),
    list("associations", "Which source feeds which function"),
    item("associations", "One association"),
    list("queues", "What waits for each function"),
    item("queues", "The queue of one function"),
    JSONMember(
      "/v1/dead-letters",
      [
        "get": operation(
          "Deliveries that have failed for good, oldest first",
          (DeadLetterQuery.filterNames + ["limit", "cursor"]).map(query))
      ]),
    JSONMember(
      "/v1/dead-letters/{id}",
      ["get": operation("One dead letter with its event", [parameter("id")])]),
    JSONMember(
      "/v1/events",
      [
        "get": operation(
          "Events of the history; with `id`, what became of that one",
          (["id"] + HistoryQuery.filterNames + ["limit", "cursor"]).map(query))
      ]),
    JSONMember(
      "/v1/events/{id}",
      ["get": operation("What became of an event, step by step", [parameter("id")])]),
    order(
      "/v1/events:replay", "Deliver events of the history once more, a part of them at a time",
      ReplayRequest.names),
    order(
      "/v1/dead-letters:redrive", "Deliver dead letters once more", DeadLetterOrder.names(.redrive)),
    order("/v1/dead-letters:purge", "Delete dead letters", DeadLetterOrder.names(.purge)),
    JSONMember(
      "/v1/functions/{reference}:invoke",
      ["post": operation("Invoke a function", [parameter("reference"), query("mode")])]),
    pause("functions"), resume("functions"),
    pause("sources"), resume("sources"),
    pause("associations"), resume("associations"),
    JSONMember("/v1/apply", ["post": apply]),
    JSONMember(
      "/v1/explain",
      ["post": operation("What would become of an event", [query("source")])]),
  ]

  private static let apply: JSONValue = {
    let manifest: JSONValue = ["schema": ["type": "object"]]
    let body: JSONValue = [
      "required": true,
      "content": ["application/yaml": manifest, "application/json": manifest],
    ]
    let summary = "Take a manifest in place of the router's own, or tell what would change"
    return .object(
      (operation(summary, [query("dryRun")]).object ?? []) + [JSONMember("requestBody", body)])
  }()

  private static let logQuery = ["since", "tail", "follow"].map(query)

  private static func read(_ path: String, _ summary: String) -> JSONMember {
    JSONMember(path, ["get": operation(summary, [])])
  }

  private static func list(_ name: String, _ summary: String) -> JSONMember {
    JSONMember("/v1/\(name)", ["get": operation(summary, [query("limit"), query("cursor")])])
  }

  private static func item(_ name: String, _ summary: String) -> JSONMember {
    JSONMember("/v1/\(name)/{name}", ["get": operation(summary, [parameter("name")])])
  }

  private static func parts(_ list: String, _ summary: String) -> JSONMember {
    JSONMember(
      "/v1/functions/{name}/\(list)",
      ["get": operation(summary, [parameter("name"), query("limit"), query("cursor")])])
  }

  private static func part(_ list: String, _ summary: String) -> JSONMember {
    JSONMember(
      "/v1/functions/{name}/\(list)/{item}",
      ["get": operation(summary, [parameter("name"), parameter("item")])])
  }

  private static func pause(_ list: String) -> JSONMember {
    JSONMember(
      "/v1/\(list)/{name}:pause",
      ["post": operation("Hold events back until it is resumed", [parameter("name")])])
  }

  private static func resume(_ list: String) -> JSONMember {
    JSONMember(
      "/v1/\(list)/{name}:resume",
      ["post": operation("Let events go on", [parameter("name")])])
  }

  /// What is done with what the body names.
  private static func order(_ path: String, _ summary: String, _ names: [String]) -> JSONMember {
    let members = names.map { JSONMember($0, schema(of: $0)) }
    let body: JSONValue = [
      "required": true,
      "content": [
        "application/json": [
          "schema": [
            "type": "object", "properties": .object(members), "additionalProperties": false,
          ]
        ]
      ],
    ]
    var operation = operation(summary, []).object ?? []
    operation.append(JSONMember("requestBody", body))
    return JSONMember(path, ["post": .object(operation)])
  }

  private static func schema(of member: String) -> JSONValue {
    switch member {
    case "ids": ["type": "array", "items": ["type": "string"]]
    case "all", "dryRun", "again": ["type": "boolean"]
    case "limit": ["type": "integer"]
    case "filter": ["type": "object"]
    default: ["type": "string"]
    }
  }

  private static func operation(_ summary: String, _ parameters: [JSONValue]) -> JSONValue {
    [
      "summary": .string(summary), "parameters": .array(parameters),
      "responses": [
        "default": ["description": "The answer, or a problem (RFC 9457)"]
      ],
    ]
  }

  private static func parameter(_ name: String) -> JSONValue {
    ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
  }

  private static func query(_ name: String) -> JSONValue {
    ["name": .string(name), "in": "query", "schema": ["type": "string"]]
  }
}
