import HTTPTransport
import JSONSyntax
import Synchronization
import TestSupport

/// `patchbay serve` as a child process, with a manifest and a data folder of its own.
final class RunningRouter: Sendable {
  let folder: TemporaryFolder
  let http: HTTPCaller
  let admin: HTTPCaller
  private let environment: [String: String]
  private let threads: Int
  private let process: Mutex<ChildProcess>

  /// Starts it and waits until it says that it is ready.
  ///
  /// - Throws: `TestSupportError` with what it logged where it does not start.
  init(
    _ manifest: String, environment: [String: String] = [:], threads: Int = 2,
    folder: TemporaryFolder? = nil
  ) async throws(TestSupportError) {
    let folder = if let folder { folder } else { try TemporaryFolder() }
    self.folder = folder
    self.environment = environment
    self.threads = threads
    http = HTTPCaller(port: try FreePort.next())
    admin = HTTPCaller(port: try FreePort.next())
    try folder.write("m.yaml", manifest)
    process = Mutex(
      try RunningRouter.spawn(folder, http.port, admin.port, environment, threads))
    try await waitUntilReady()
  }

  /// What it logs.
  var log: LineQueue { current.errors }
  var isRunning: Bool { current.isRunning }

  /// Starts it again, on the same ports and data, after its end.
  func start() async throws(TestSupportError) {
    let started = try RunningRouter.spawn(folder, http.port, admin.port, environment, threads)
    process.withLock { $0 = started }
    try await waitUntilReady()
  }

  /// Ends it at once, as a crash does.
  func kill() async {
    current.kill()
    await current.wait()
  }

  func sendTerminate() { current.terminate() }
  func sendHangUp() { current.send(signal: 1) }
  func exitStatus() async -> ChildProcess.ExitStatus { await current.wait() }

  /// Replaces the manifest's file.
  func rewrite(_ manifest: String) throws(TestSupportError) {
    try folder.write("m.yaml", manifest)
  }

  /// Replaces the manifest, asks for a reload, and waits until it has happened.
  ///
  /// - Returns: whether the router said so.
  func reload(_ manifest: String, says words: String = "reloaded sources=") async throws -> Bool {
    try rewrite(manifest)
    sendHangUp()
    return await log.first(containing: words) != nil
  }

  /// The items of a list of the admin API.
  func list(_ name: String) async throws -> [JSONValue] {
    let reply = try await admin.send("GET", "/v1/\(name)")
    return try JSONValue(parsing: reply.body.span)["items"]?.array ?? []
  }

  /// How many descriptors it has open.
  func openFiles() throws -> Int {
    try filesOf("/proc/\(current.processIdentifier)/fd").count
  }

  private var current: ChildProcess { process.withLock { $0 } }

  private static func spawn(
    _ folder: TemporaryFolder, _ listen: UInt16, _ admin: UInt16, _ environment: [String: String],
    _ threads: Int
  ) throws(TestSupportError) -> ChildProcess {
    try ChildProcess(
      try builtProduct("patchbay"),
      [
        "serve", folder.file("m.yaml"), "--listen", "127.0.0.1:\(listen)", "--admin",
        "127.0.0.1:\(admin)", "--data", folder.file("data"), "--threads", "\(threads)",
      ], environment: environment)
  }

  private func waitUntilReady() async throws(TestSupportError) {
    guard await log.first(containing: "ready listen=") != nil else {
      throw .failed("the router did not start: \(log.text)")
    }
  }
}
