import Deliveries
import JSONSyntax
import Manifests
import Routing
import Schedules
import Testing

/// Every field of every spec, as declared and by default.
struct SpecDefaultsTests {
  private func source(_ yaml: String) throws -> SourceSpec.Kind {
    try #require(try SampleLoader().load("sources:\n  s: \(yaml)\n").manifest.sources.first).kind
  }

  @Test func `an http source answers POST with 1 MiB by default`() throws {
    guard case .http(let spec) = try source("{ http: { path: /in } }") else {
      Issue.record("not an http source")
      return
    }
    #expect(spec.path.description == "/in")
    #expect(spec.methods == ["POST"])
    #expect(spec.host == nil)
    #expect(spec.maxBodyBytes == 1_048_576)
  }

  @Test func `an http source takes a single method and a host in any case`() throws {
    let yaml = "{ http: { path: /in, methods: PUT, host: Example.COM, maxBody: 64KiB } }"
    guard case .http(let spec) = try source(yaml) else {
      Issue.record("not an http source")
      return
    }
    #expect(spec.methods == ["PUT"])
    #expect(spec.host == "example.com")
    #expect(spec.maxBodyBytes == 65_536)
  }

  @Test func `traces are propagated unless the manifest says otherwise`() throws {
    #expect(try SampleLoader().load("functions: {}\n").manifest.tracing == .propagate)
    for mode in TracingMode.allCases {
      #expect(try SampleLoader().load("tracing: \(mode.rawValue)\n").manifest.tracing == mode)
    }
  }

  @Test func `failures are recorded for a week unless the manifest says otherwise`() throws {
    func ledger(_ yaml: String) throws -> LedgerSpec {
      try SampleLoader().load("functions: {}\n\(yaml)\n").manifest.ledger
    }
    #expect(try ledger("").record == .failures)
    #expect(try ledger("").retention == .seconds(604_800))
    #expect(try ledger("").maxBytes == 268_435_456)
    for choice in [LedgerSpec.Choice.all, .failures, .off, .sample(0.25), .sample(1)] {
      #expect(try ledger("ledger: \(choice.written)").record == choice)
    }
    #expect(try ledger("ledger: { maxBytes: 1MiB }").record == .failures)
    #expect(try ledger("ledger: { record: all, retention: 1h }").retention == .seconds(3_600))
  }

  @Test func `no event is kept unless the manifest says so, and then for a day`() throws {
    func manifest(_ yaml: String) throws -> Manifest {
      try SampleLoader().load("functions: {}\n\(yaml)\n").manifest
    }
    #expect(try manifest("").history.record == .off)
    for choice in HistorySpec.Choice.allCases {
      #expect(try manifest("history: \(choice.rawValue)").history.record == choice)
    }
    let spec = try manifest("history: { record: failures }").history
    #expect(spec.retention == .seconds(86_400) && spec.maxBytes == 1_073_741_824)
    #expect(try manifest("history: { record: all, bytes: 1MiB }").history.maxBytes == 1_048_576)
    let source = "sources: { s: { http: { path: /in }"
    #expect(try manifest("\(source) } }").sources[0].keepsHistory)
    #expect(try !manifest("\(source), history: false } }").sources[0].keepsHistory)
  }

  @Test func `the results of calls are kept for an hour unless the manifest says otherwise`() throws
  {
    func results(_ yaml: String) throws -> ResultsSpec {
      try SampleLoader().load("functions: {}\n\(yaml)\n").manifest.results
    }
    #expect(try results("").retention == .seconds(3_600))
    #expect(try results("").maxBytes == 67_108_864)
    #expect(try results("").maxResultBytes == 1_048_576)
    #expect(try results("results: off").retention == nil)
    #expect(try results("results: { retention: off }").retention == nil)
    #expect(try results("results: 5m").retention == .seconds(300))
    #expect(try results("results: { maxResultBytes: 0 }").maxResultBytes == 0)
  }

  @Test func `an http source asks nobody for anything by default`() throws {
    for yaml in ["{ http: { path: /in } }", "{ http: { path: /in, auth: none } }"] {
      guard case .http(let spec) = try source(yaml) else {
        Issue.record("not an http source")
        return
      }
      #expect(spec.admission.isOpen)
    }
  }

  @Test func `the short forms of a source's secrets are those that are written out`() throws {
    let pairs = [
      ("bearer: t", "bearer: { tokens: [t] }"), ("bearer: [t, u]", "bearer: { tokens: [t, u] }"),
      (
        "hmac: { scheme: generic, header: X-Sign, secrets: s }",
        "hmac: { scheme: generic, header: X-Sign, secrets: [s], algorithm: sha256, encoding: hex, "
          + "prefix: '' }"
      ),
      (
        "hmac: { scheme: slack, secrets: s }",
        "hmac: { scheme: slack, secrets: [s], tolerance: 5m }"
      ),
      ("apiKey: [k, l]", "apiKey: { header: X-API-Key, keys: [k, l] }"),
    ]
    for (short, long) in pairs {
      let specs = try [short, long].map { try source("{ http: { path: /in, auth: { \($0) } } }") }
      #expect(specs[0] == specs[1])
    }
  }

  @Test func `a rate and what browsers are told have defaults`() throws {
    let pairs = [
      ("rate: 100/s", "rate: { limit: 100/s, burst: 100, by: address }"),
      (
        "cors: { origins: 'https://A.example' }",
        "cors: { origins: ['https://a.example'], credentials: false, maxAge: 10m }"
      ),
    ]
    for (short, long) in pairs {
      let specs = try [short, long].map { try source("{ http: { path: /in, \($0) } }") }
      #expect(specs[0] == specs[1])
    }
  }

  @Test func `a cron source is in UTC and catches nothing up by default`() throws {
    guard case .cron(let spec) = try source("{ cron: { schedule: '0 0 * * *' } }") else {
      Issue.record("not a cron source")
      return
    }
    #expect(try spec == CronSourceSpec(schedule: Schedule("0 0 * * *")))
    #expect(spec.timezone == "UTC")
    #expect(spec.catchUp == CronSourceSpec.CatchUp.none)
  }

  @Test func `the data of a cron source follows YAML's core schema`() throws {
    let yaml = "{ cron: { schedule: '@daily', data: { a: [1, 0x10, 1.5, on, ~, 'true', True] } } }"
    guard case .cron(let spec) = try source(yaml) else {
      Issue.record("not a cron source")
      return
    }
    let values: [JSONValue] = [
      .integer(1), .integer(16), .double(1.5), .string("on"), .null, .string("true"), .bool(true),
    ]
    #expect(spec.data == .object([JSONMember("a", .array(values))]))
  }

  @Test func `an mqtt source has a client identifier of its own by default`() throws {
    guard case .mqtt(let spec) = try source("{ mqtt: { broker: 'mqtt://h', topics: a/# } }") else {
      Issue.record("not an mqtt source")
      return
    }
    #expect(
      try spec
        == MQTTSourceSpec(
          host: "h", port: 1883, topics: [TopicFilter("a/#")], clientID: "patchbay-s"))
    #expect(spec.tls == nil)
  }

  @Test func `an mqtts broker is spoken to by TLS and its credentials stand in the address`() throws
  {
    let yaml =
      "{ mqtt: { broker: 'mqtts://me:w%40rd@[::1]', topics: [a], qos: 0, version: 3.1.1 } }"
    guard case .mqtt(let spec) = try source(yaml) else {
      Issue.record("not an mqtt source")
      return
    }
    #expect(spec.host == "::1")
    #expect(spec.port == 8883)
    #expect(spec.tls == MQTTSourceSpec.TLS())
    #expect(spec.username == Secret("me"))
    #expect(spec.password == Secret("w@rd", isSecret: true))
    #expect(spec.qos == 0)
    #expect(spec.version == .v311)
  }

  @Test func `a kafka source has eight lanes in the order of partitions by default`() throws {
    guard
      case .kafka(let spec) = try source("{ kafka: { brokers: b, topics: t, group: g } }")
    else {
      Issue.record("not a kafka source")
      return
    }
    #expect(spec == KafkaSourceSpec(brokers: ["b:9092"], topics: ["t"], group: "g"))
    #expect(spec.lanes == 8)
    #expect(spec.order == .partition)
    #expect(spec.start == .latest)
  }

  @Test func `an association is sync for http and queued for all others by default`() throws {
    let yaml = """
      functions: { f: { target: { http: "http://h/" } } }
      sources:
        web: { http: { path: /in } }
        tick: { cron: { schedule: "* * * * *" } }
      associations:
        a: { from: web, to: f }
        b: { from: tick, to: f }
        c: { from: [web, tick], to: f, mode: queued }
      """
    let manifest = try SampleLoader().load(yaml).manifest
    #expect(manifest.rules.map(\.mode) == [.sync, .queued, .queued])
    #expect(manifest.associations[0].delivery == DeliveryPolicy())
    #expect(manifest.functions[0].own == manifest.functions[0].own)
  }

  @Test func `a long first wait raises the default of the longest one`() throws {
    let yaml = """
      functions: { f: { target: { http: "http://h/" } } }
      sources: { s: { http: { path: /in } } }
      associations: { a: { from: s, to: f, delivery: { delay: 10m } } }
      """
    let policy = try SampleLoader().load(yaml).manifest.associations[0].delivery
    #expect(policy.delay == .seconds(600))
    #expect(policy.maxDelay == .seconds(600))
  }

  @Test func `several keys of a filter must all hold`() throws {
    let yaml = """
      functions: { f: { target: { http: "http://h/" } } }
      sources: { s: { http: { path: /in } } }
      associations:
        a: { from: s, to: f, filter: { exact: { type: x }, not: { suffix: { subject: y } } } }
      """
    let filter = try SampleLoader().load(yaml).manifest.rules[0].filter
    let exact = Filter.exact([AttributeCondition(attribute: "type", text: "x")])
    let suffix = Filter.suffix([AttributeCondition(attribute: "subject", text: "y")])
    #expect(filter == .all([exact, .not(suffix)]))
  }

  @Test func `an empty file and empty sections declare nothing`() throws {
    #expect(try SampleLoader().load("").manifest == Manifest())
    #expect(try SampleLoader().load("# nothing\n").manifest == Manifest())
    #expect(try SampleLoader().load("functions:\nsources: ~\n").manifest == Manifest())
  }
}
