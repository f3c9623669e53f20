// swift-tools-version: 6.2
// Targets stand in the order of the architecture: a target imports only targets above it.
import PackageDescription

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  // Modules are borders for readers, not for the optimiser; exclusivity is what the debug builds,
  // which run the tests, check at run time.
  .unsafeFlags(
    ["-cross-module-optimization", "-enforce-exclusivity=unchecked"],
    .when(configuration: .release)),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func library(_ name: String, pkgConfig: String? = nil, apt package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: house)
}

let package = Package(
  name: "patchbay",
  products: [.executable(name: "patchbay", targets: ["patchbay"])],
  targets: [
    // C libraries: a module map and a shim header each, nothing else.
    library("CLinux", apt: "libc6-dev"),
    library("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    library("CMosquitto", pkgConfig: "libmosquitto", apt: "libmosquitto-dev"),
    library("CRdKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
    library("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    library("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),

    // Pure: no I/O, no clock, no unsafe.
    module("Instants"),
    module("JSONSyntax"),
    module("CloudEvents", ["Instants", "JSONSyntax"]),
    module("HTTPSyntax", ["Instants"]),
    module("Schedules", ["Instants"]),
    module("Routing", ["Instants", "JSONSyntax", "CloudEvents"]),
    module("Deliveries", ["Instants", "Routing"]),
    module(
      "Manifests",
      ["Instants", "JSONSyntax", "CloudEvents", "Schedules", "Routing", "Deliveries"]),

    // Edges: one foreign thing each; unsafe lives only here.
    module("EventLoops", ["Instants", "CLinux"]),
    module("TLS", ["EventLoops", "COpenSSL"]),
    module("HTTPTransport", ["Instants", "HTTPSyntax", "EventLoops", "TLS", "CLinux"]),
    module("SQLite", ["CSQLite"]),
    module("Mosquitto", ["CMosquitto"]),
    module("RdKafka", ["CRdKafka", "CLinux"]),
    module("YAML", ["CYAML", "Manifests"]),
    module("Cryptography", ["COpenSSL"]),
    module("Telemetry", ["Instants", "JSONSyntax", "EventLoops", "CLinux"]),

    // Pure again: who may send.
    module(
      "Admissions",
      [
        "Instants", "JSONSyntax", "CloudEvents", "HTTPSyntax", "Routing", "Manifests",
        "Cryptography",
      ]),

    // Events in.
    module(
      "Connectors",
      [
        "Instants", "CloudEvents", "HTTPSyntax", "Routing", "Deliveries", "EventLoops",
        "HTTPTransport", "Telemetry",
      ]),
    module(
      "CronConnector",
      ["Instants", "CloudEvents", "Schedules", "Routing", "EventLoops", "Telemetry", "Connectors"]),
    module(
      "MQTTConnector",
      [
        "Instants", "CloudEvents", "Routing", "Manifests", "EventLoops", "Mosquitto", "Telemetry",
        "Connectors",
      ]),
    module(
      "KafkaConnector",
      [
        "Instants", "CloudEvents", "Routing", "Manifests", "EventLoops", "RdKafka", "Telemetry",
        "Connectors",
      ]),

    module(
      "HTTPConnector",
      [
        "Instants", "JSONSyntax", "CloudEvents", "HTTPSyntax", "Routing", "Deliveries", "Manifests",
        "EventLoops", "HTTPTransport", "Telemetry", "Admissions", "Connectors",
      ]),

    // Core.
    module(
      "Storage",
      ["Instants", "CloudEvents", "Routing", "Deliveries", "EventLoops", "SQLite", "Telemetry"]),

    module(
      "Dispatching",
      [
        "Instants", "JSONSyntax", "CloudEvents", "HTTPSyntax", "Routing", "Deliveries", "Manifests",
        "EventLoops", "TLS", "HTTPTransport", "Telemetry", "Connectors", "Storage",
      ]),

    // Outside.
    module(
      "AdminAPI",
      [
        "Instants", "JSONSyntax", "CloudEvents", "HTTPSyntax", "Routing", "Deliveries", "Manifests",
        "EventLoops", "HTTPTransport", "Telemetry", "Admissions", "Connectors", "Storage",
      ]),
    module(
      "PatchbayService",
      [
        "Instants", "JSONSyntax", "CloudEvents", "HTTPSyntax", "Schedules", "Routing", "Deliveries",
        "Manifests", "EventLoops", "TLS", "HTTPTransport", "RdKafka", "YAML", "Telemetry",
        "Admissions",
        "Connectors",
        "CronConnector", "MQTTConnector", "KafkaConnector", "HTTPConnector", "Storage",
        "Dispatching", "AdminAPI",
      ]),

    module(
      "PatchbayCLI",
      [
        "Instants", "JSONSyntax", "CloudEvents", "HTTPSyntax", "Schedules", "Routing", "Manifests",
        "EventLoops", "TLS", "HTTPTransport", "YAML", "Telemetry", "CronConnector", "Storage",
        "AdminAPI", "PatchbayService",
      ]),
    .executableTarget(name: "patchbay", dependencies: ["PatchbayCLI"], swiftSettings: house),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["EventLoops", "HTTPSyntax", "HTTPTransport", "CLinux"],
      path: "Tests/TestSupport", swiftSettings: house),
    tests("InstantsTests", ["Instants"]),
    tests("JSONSyntaxTests", ["JSONSyntax"]),
    tests("CloudEventsTests", ["CloudEvents", "JSONSyntax", "Instants"]),
    tests("SchedulesTests", ["Schedules", "Instants"]),
    tests("RoutingTests", ["Routing", "CloudEvents", "JSONSyntax", "Instants"]),
    tests("DeliveriesTests", ["Deliveries", "Routing", "Instants"]),
    tests(
      "ManifestsTests",
      ["Manifests", "YAML", "Routing", "Deliveries", "Schedules", "JSONSyntax", "Instants"]),
    tests("HTTPSyntaxTests", ["HTTPSyntax", "Instants"]),
    tests("TidyTests", []),
    tests("EventLoopsTests", ["EventLoops", "Instants"]),
    tests(
      "HTTPTransportTests", ["HTTPTransport", "HTTPSyntax", "EventLoops", "Instants"]),
    tests("CryptographyTests", ["Cryptography"]),
    tests(
      "AdmissionsTests",
      [
        "Admissions", "Cryptography", "Manifests", "YAML", "HTTPSyntax", "CloudEvents", "Routing",
        "JSONSyntax", "Instants",
      ]),
    tests("TLSTests", ["TLS", "HTTPTransport", "HTTPSyntax", "EventLoops", "Instants"]),
    tests("AdminAPITests", ["AdminAPI", "Manifests", "YAML", "HTTPSyntax"]),
    tests("SQLiteTests", ["SQLite"]),
    tests(
      "StorageTests",
      [
        "Storage", "SQLite", "Deliveries", "Routing", "CloudEvents", "EventLoops", "Instants",
        "storecrash",
      ]),
    .executableTarget(
      name: "storecrash", dependencies: ["Storage", "Routing", "EventLoops", "Instants"],
      path: "Tests/StoreCrash", swiftSettings: house),
    tests("TelemetryTests", ["Telemetry", "JSONSyntax", "EventLoops", "Instants"]),
    tests(
      "CronConnectorTests",
      [
        "CronConnector", "Connectors", "CloudEvents", "Schedules", "Routing", "EventLoops",
        "Instants",
      ]
    ),
    tests("MosquittoTests", ["Mosquitto"]),
    tests(
      "MQTTConnectorTests",
      [
        "MQTTConnector", "Mosquitto", "Connectors", "CloudEvents", "Manifests", "Routing",
        "EventLoops", "Instants", "mqttcrash",
      ]),
    .executableTarget(
      name: "mqttcrash",
      dependencies: [
        "MQTTConnector", "Connectors", "CloudEvents", "Manifests", "Routing", "EventLoops",
        "TestSupport",
      ], path: "Tests/MQTTCrash", swiftSettings: house),
    tests("RdKafkaTests", ["RdKafka", "mockkafka"]),
    tests(
      "PatchbayCLITests",
      [
        "PatchbayCLI", "PatchbayService", "EventLoops", "HTTPTransport", "HTTPSyntax", "Instants",
        "JSONSyntax", "Routing", "Storage", "Telemetry", "patchbay",
      ]),
    tests(
      "KafkaConnectorTests",
      [
        "KafkaConnector", "RdKafka", "Connectors", "CloudEvents", "Manifests", "Routing",
        "EventLoops", "Instants", "Telemetry", "mockkafka",
      ]),
    .executableTarget(
      name: "mockkafka", dependencies: ["CRdKafka"], path: "Fixtures/MockKafka",
      swiftSettings: house),
    tests(
      "DispatchingTests",
      [
        "Dispatching", "Connectors", "CloudEvents", "HTTPTransport", "Instants", "Routing",
        "Manifests", "EventLoops", "Telemetry", "Storage",
      ]),
    tests(
      "ConformanceTests",
      [
        "Connectors", "HTTPConnector", "CronConnector", "MQTTConnector", "KafkaConnector",
        "RdKafka", "CloudEvents", "Schedules", "Manifests", "Routing", "HTTPTransport",
        "EventLoops", "Telemetry", "Instants", "mockkafka",
      ]),
    tests(
      "EndToEndTests",
      ["JSONSyntax", "HTTPTransport", "EventLoops", "Instants", "patchbay", "mockkafka"]),
  ]
)

if Context.environment["BENCH"] != nil {
  package.targets += [
    .executableTarget(
      name: "patchbay-bench", dependencies: ["Routing", "CloudEvents", "EventLoops"],
      path: "Tests/Benchmarks/patchbay-bench", swiftSettings: house),
    .executableTarget(
      name: "steady-load", dependencies: ["EventLoops", "CLinux"],
      path: "Tests/Benchmarks/steady-load", swiftSettings: house),
    .executableTarget(
      name: "store-bench",
      dependencies: ["Storage", "Routing", "EventLoops", "Instants", "TestSupport"],
      path: "Tests/Benchmarks/store-bench", swiftSettings: house),
  ]
}

// The fuzzers are built on demand only: libFuzzer brings its own `main`, and every module is
// compiled with its probes.
if Context.environment["FUZZ"] != nil {
  let probes = SwiftSetting.unsafeFlags(
    ["-sanitize=fuzzer", "-parse-as-library", "-enable-testing"])
  for target in package.targets where target.type == .regular {
    target.swiftSettings = (target.swiftSettings ?? []) + [probes]
  }
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Instants", "JSONSyntax", "CloudEvents", "HTTPSyntax", "Schedules", "Routing", "Manifests",
        "YAML", "Admissions",
      ],
      path: "Tests/Fuzzing",
      exclude: [
        "run", "admission.dict", "cron.dict", "events.dict", "http.dict", "manifest.dict",
        "routing.dict",
        "text.dict",
      ],
      swiftSettings: house + [probes, .enableExperimentalFeature("Extern")],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
}
