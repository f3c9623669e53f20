import Telemetry

/// How a router is run: what `patchbay serve` is told.
package struct ServiceOptions: Sendable {
  /// Manifest files and folders.
  package var paths: [String]
  /// Where sources and functions are answered, `HOST:PORT` or `unix:PATH`.
  package var listen = "127.0.0.1:8080"
  /// Where the admin API is, `HOST:PORT` or `unix:PATH`.
  package var admin = "127.0.0.1:8081"
  /// The folder of the durable queue.
  package var dataDirectory = "patchbay-data"
  /// Event loops, each a thread; nil means one a core.
  package var threads: Int?
  /// How long requests and deliveries under way may take to end after SIGTERM.
  package var drainTime: Duration = .seconds(30)
  /// A bearer token with which the admin API does everything; beyond loopback there must be this
  /// one or one in the manifest.
  package var adminToken: String?
  package var logLevel = LogLevel.info
  package var logFormat = LogFormat.text

  package init(paths: [String]) { self.paths = paths }
}
