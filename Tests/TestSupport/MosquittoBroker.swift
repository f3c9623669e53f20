import Synchronization

/// Debian's mosquitto on a free port of 127.0.0.1, with a folder of its own for what it keeps.
package final class MosquittoBroker: Sendable {
  package let port: UInt16
  package let folder: TemporaryFolder
  private let process: Mutex<ChildProcess>

  /// Whether the broker is installed.
  package static var isAvailable: Bool { which("mosquitto") != nil }

  /// Starts it and waits until it accepts connections.
  ///
  /// - Parameters:
  ///   - settings: lines for its configuration, the first ones those of the listener.
  ///   - allowsAnonymous: whether clients without a user are let in.
  /// - Throws: `TestSupportError` where it does not start.
  package init(
    in folder: TemporaryFolder? = nil, settings: [String] = [], allowsAnonymous: Bool = true
  ) async throws(TestSupportError) {
    let folder = if let folder { folder } else { try TemporaryFolder() }
    self.folder = folder
    port = try FreePort.next()
    let lines =
      ["listener \(port) 127.0.0.1"] + settings + [
        "allow_anonymous \(allowsAnonymous)",
        "user root",
        "persistence true",
        "persistence_location \(folder.path)/",
        "autosave_interval 1",
        "autosave_on_changes true",
        "max_queued_messages 0",
        "log_dest stderr",
        "log_type all",
      ]
    try folder.write("mosquitto.conf", lines.joined(separator: "\n") + "\n")
    process = Mutex(try MosquittoBroker.start(in: folder))
    try await waitUntilReady()
  }

  /// What it logs: every packet, as `Received PUBACK from …` and `Sending PUBLISH to …`.
  package var log: LineQueue { current.errors }

  /// Ends it, as on a shutdown of its machine; what it keeps is written.
  ///
  /// The broker says that it runs a moment before it does, and forgets a SIGTERM that comes in
  /// between: so it is told again.
  package func stop() async {
    let process = current
    let teller = Task {
      while !Task.isCancelled {
        process.terminate()
        try? await Task.sleep(for: .milliseconds(200))
      }
    }
    await process.wait()
    teller.cancel()
  }

  /// Starts it again on the same port after `stop`.
  ///
  /// - Throws: `TestSupportError` where it does not start.
  package func start() async throws(TestSupportError) {
    let started = try MosquittoBroker.start(in: folder)
    process.withLock { $0 = started }
    try await waitUntilReady()
  }

  /// Publishes each line as a message, in order; returns when the broker has taken all of them.
  ///
  /// - Parameter options: further options of mosquitto_pub(1).
  /// - Throws: `TestSupportError` where mosquitto_pub(1) does not run.
  package func publish(
    _ lines: [String], to topic: String, qualityOfService: Int = 1, options: [String] = []
  ) async throws(TestSupportError) {
    let base = ["-h", "127.0.0.1", "-p", "\(port)", "-t", topic, "-q", "\(qualityOfService)"]
    let publisher = try ChildProcess("mosquitto_pub", base + options + ["-l"])
    publisher.write(lines.map { "\($0)\n" }.joined())
    publisher.closeInput()
    let status = await publisher.wait()
    guard status == .code(0) else { throw .failed("mosquitto_pub: \(publisher.errors.text)") }
  }

  private var current: ChildProcess { process.withLock { $0 } }

  private static func start(in folder: TemporaryFolder) throws(TestSupportError) -> ChildProcess {
    try ChildProcess("mosquitto", ["-c", folder.file("mosquitto.conf")])
  }

  private func waitUntilReady() async throws(TestSupportError) {
    guard await log.first(containing: "running") != nil else {
      throw .failed("mosquitto did not start: \(log.text)")
    }
  }
}
