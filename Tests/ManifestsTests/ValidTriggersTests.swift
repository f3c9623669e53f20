import JSONSyntax
import Manifests
import Routing
import Testing
import YAML

struct ValidTriggersTests {
  static let names = [
    "quickstart.yaml", "demo.yaml", "http-canary.yaml", "cron.yaml", "mqtt.yaml", "kafka.yaml",
    "filters.yaml", "workers.yaml", "upstream.yaml", "tls.yaml", "admission.yaml", "tracing.yaml",
    "delivery.yaml", "ledger.yaml", "history.yaml", "order.yaml", "results.yaml",
    "batch.yaml",
    "callbacks.yaml", "destinations.yaml", "everything.json",
  ]

  static func load(_ name: String) throws -> LoadedManifest {
    let environment = [
      "MQTT_USER": "router", "WORKER_TOKEN": "t0ken", "RESIZE_KEY": "k3y",
      "DEMO_EVENTS": "/tmp/demo-events", "DEMO_MQTT": "127.0.0.1:1883",
      "DEMO_KAFKA": "127.0.0.1:9092", "PARTNER_TOKEN": "t0ken", "ANN": "k3y", "DEVICE_KEY": "k3y",
      "HOOK_SECRET": "k3y", "DASHBOARD_TOKEN": "t0ken", "OPERATOR_TOKEN": "k3y",
    ]
    let loader = ManifestLoader.local(environment: { environment[$0] })
    return try loader.load(paths: ["\(ProjectFolder.path)/Triggers/\(name)"])
  }

  @Test(arguments: names)
  func `a sample manifest is right`(name: String) throws {
    let loaded = try ValidTriggersTests.load(name)
    #expect(!loaded.manifest.functions.isEmpty)
    #expect(!loaded.manifest.associations.isEmpty)
    #expect(loaded.files.contains { $0.hasSuffix(name) })
  }

  @Test(arguments: names)
  func `a sample manifest never shows its secrets`(name: String) throws {
    let json = JSONText.written(try ValidTriggersTests.load(name).manifest.json)
    for secret in ["router\"", "t0ken", "k3y", "only-a-sample"] { #expect(!json.contains(secret)) }
    #expect(
      json.contains("***")
        == [
          "demo.yaml", "mqtt.yaml", "workers.yaml", "admission.yaml", "everything.json",
        ].contains(name))
  }

  @Test(arguments: [
    "http-canary.yaml", "cron.yaml", "kafka.yaml", "filters.yaml", "tls.yaml", "tracing.yaml",
    "upstream.yaml", "delivery.yaml", "ledger.yaml", "history.yaml", "order.yaml", "results.yaml",
    "batch.yaml", "callbacks.yaml", "destinations.yaml",
  ])
  func `what a manifest shows as JSON is the same manifest`(name: String) throws {
    let manifest = try ValidTriggersTests.load(name).manifest
    let shown = JSONText.written(manifest.json)
    let again = try SampleLoader(files: ["m.json": shown]).load(paths: ["m.json"])
    #expect(again.manifest == manifest)
  }

  @Test func `the canary sample says what the product's words promise`() throws {
    let manifest = try ValidTriggersTests.load("http-canary.yaml").manifest
    let resize = try #require(manifest.functions.first)
    #expect(resize.versions.map(\.number) == [1, 2])
    #expect(resize.versions[0].spec.timeout == .seconds(10))
    #expect(resize.versions[0].spec.concurrency == 64)
    #expect(resize.aliases.map(\.name.text) == ["live", "stable"])
    #expect(resize.aliases[0].versions == [Weighted(1, weight: 90), Weighted(2, weight: 10)])
    guard case .exec(let program) = resize.versions[1].spec.target else {
      Issue.record("version 2 is a program")
      return
    }
    let folder = "\(ProjectFolder.path)/Triggers"
    #expect(program.command == ["\(folder)/resize.sh", "--fast"])
    #expect(program.directory == folder)
    #expect(manifest.rules.map(\.mode) == [.sync, .queued, .sync])
    #expect(manifest.rules[1].destinations.map(\.weight) == [3, 1])
    #expect(manifest.functionVersions.map(\.hasOwnTarget) == [false, true])
    #expect(manifest.functionVersions[0].aliases.count == 2)
  }

  @Test func `the full sample confines its program`() throws {
    let manifest = try ValidTriggersTests.load("everything.json").manifest
    let version = manifest.functions.first?.versions.last
    guard case .exec(let program)? = version?.spec.target else {
      Issue.record("version 2 is a program")
      return
    }
    #expect(program.user == "nobody")
    #expect(program.limits.cpu == .seconds(10) && program.limits.memoryBytes == 268_435_456)
    #expect(program.limits.files == 64 && program.limits.processes == 32)
    let shown = JSONText.written(manifest.json)
    let limits = #"{"cpu":"10s","memory":"256MiB","files":64,"processes":32}"#
    #expect(shown.contains(#""user":"nobody","limits":"# + limits))
  }

  @Test func `a secret file is watched like a manifest`() throws {
    let files = try ValidTriggersTests.load("mqtt.yaml").files
    #expect(files.count == 2)
    #expect(files[1] == "\(ProjectFolder.path)/Triggers/secrets/mqtt-password.txt")
  }
}
