import CLinux
import Glibc
import Synchronization

/// A program that a test started: it ends with the test, whatever happens to the test.
///
/// It leads a process group of its own; the whole group is killed when this object goes.
package final class ChildProcess: Sendable {
  package enum ExitStatus: Sendable, Hashable {
    case code(Int32)
    case signal(Int32)
  }

  package let processIdentifier: pid_t
  /// What it writes to standard output, line by line.
  package let output: LineQueue
  /// What it writes to standard error, line by line.
  package let errors: LineQueue
  private let input: Mutex<Int32?>
  private let exit: ExitWatch

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: a path, or a name that `which` finds.
  ///   - environment: added to that of the test.
  /// - Throws: `TestSupportError` where the program is not found or does not start.
  package init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws(TestSupportError) {
    guard let path = which(program) else { throw .programNotFound(program) }
    let streams = try ChildStreams()
    let process: pid_t
    do {
      process = try streams.spawn(path: path, arguments: arguments, environment: environment)
    } catch {
      streams.closeAll()
      throw error
    }
    streams.closeChildEnds()
    processIdentifier = process
    input = Mutex(streams.inputWriter)
    output = LineQueue(reading: streams.outputReader)
    errors = LineQueue(reading: streams.errorReader)
    exit = ExitWatch(process)
  }

  deinit {
    exit.send(SIGKILL)
    closeInput()
  }

  /// The next line of standard output; nil at its end or when the time is over.
  package func nextLine(timeout: Duration = patience) async -> String? {
    await output.next(timeout: timeout)
  }

  /// Writes to standard input; what a program that has ended would have read is dropped.
  package func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes to standard input, all bytes at once where they fit into the pipe.
  package func write(_ bytes: [UInt8]) {
    input.withLock { descriptor in
      guard let descriptor else { return }
      writeAll(bytes, to: descriptor)
    }
  }

  /// Ends standard input. Twice is fine.
  package func closeInput() {
    input.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  /// Sends SIGTERM to the process; nothing happens where it has ended.
  package func terminate() { exit.sendToLeader(SIGTERM) }

  /// Sends SIGKILL to the process and its group; nothing happens where it has ended.
  package func kill() { exit.send(SIGKILL) }

  /// Sends any signal to the process.
  package func send(signal: Int32) { exit.sendToLeader(signal) }

  package var isRunning: Bool { exit.status == nil }

  /// Suspends until the process has ended.
  @discardableResult
  package func wait() async -> ExitStatus { await exit.wait() }
}

/// Where a program is: the path itself, or the first match in `PATH` and the folders of daemons.
package func which(_ program: String) -> String? {
  if program.contains("/") { return isExecutable(program) ? program : nil }
  let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
  let folders = path.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin"]
  return folders.map { "\($0)/\(program)" }.first(where: isExecutable)
}

private func isExecutable(_ path: String) -> Bool {
  var status = stat()
  let known = unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  return unsafe known && access(path, X_OK) == 0
}
