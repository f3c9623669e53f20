import CLinux
import Glibc
import Synchronization

/// A child process with its own process group, its standard streams and its end on a loop.
///
/// It inherits no descriptor but its three streams, and no environment but what it is given; nothing
/// that it starts can get more rights than it has (PR_SET_NO_NEW_PRIVS).
// Safe because it is confined to its loop's thread.
package final class Subprocess: @unchecked Sendable {
  /// How a process ended.
  package enum Ending: Sendable, Hashable {
    case exited(Int)
    case killed(signal: Int)
  }

  /// SIGXCPU: the limit on CPU time is reached.
  package static let cpuTimeSignal = Int(SIGXCPU)

  package let standardInput: Stream
  package let standardOutput: Stream
  package let standardError: Stream
  /// What a confined start says of its failure, up to its end.
  private let startReport: Stream?
  private let process: pid_t
  private let handle: Int32
  private let readiness: Readiness
  /// The processes of all loops that have not been taken off the system's table.
  private static let running = Mutex<Set<pid_t>>([])

  /// Starts `command`, whose first part is the program: a path, or a name looked up in `PATH`.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value`, each name once.
  ///   - confinement: needs some milliseconds more to start; ask `startFailure` how it went.
  ///   - starter: the program that `ConfinedStart` runs in: this process's own.
  /// - Throws: `EventLoopError` where there is no such program, folder or descriptor.
  package init(
    _ command: [String], environment: [String], directory: String,
    confinement: Confinement = Confinement(), starter: String = "/proc/self/exe", loop: EventLoop
  ) throws(EventLoopError) {
    precondition(!command.isEmpty, "a command has at least its program")
    let isConfined = !confinement.isEmpty
    let started =
      isConfined
      ? ConfinedStart.command(
        command, confinement, starter: starter, searchPath: Environment["PATH"] ?? "")
      : command
    var pipes = try StandardPipes(count: isConfined ? 4 : 3)
    do throws(EventLoopError) {
      process = try pipes.spawn(started, environment: environment, directory: directory)
      if confinement.limits[.files] == nil { OpenFiles.lower(for: process) }
      pipes.closeChildEnds()
      let identifier = process
      Subprocess.running.withLock { _ = $0.insert(identifier) }
      handle = clinux_pidfd_open(process)
      guard handle >= 0 else { throw .system(call: "pidfd_open", errno: errno) }
      readiness = try Readiness(watching: handle, loop: loop)
      standardInput = try Stream(owning: pipes.takeParentEnd(0), loop: loop, isSocket: false)
      standardOutput = try Stream(owning: pipes.takeParentEnd(1), loop: loop, isSocket: false)
      standardError = try Stream(owning: pipes.takeParentEnd(2), loop: loop, isSocket: false)
      startReport =
        isConfined ? try Stream(owning: pipes.takeParentEnd(3), loop: loop, isSocket: false) : nil
    } catch {
      pipes.closeAll()
      throw error
    }
  }

  /// Waits until a confined program runs, at most until `deadline`; call it once.
  ///
  /// - Returns: why it could not be started; nil where it was, and at once where it is not confined.
  package func startFailure(by deadline: MonotonicTime) async -> String? {
    guard let startReport else { return nil }
    startReport.deadline = deadline
    while let count = try? await startReport.fill(), count > 0 {}
    let bytes = startReport.input.copy(0..<startReport.input.count)
    startReport.close()
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// Waits until the process has ended, and takes it off the system's table; call it once.
  package func ending() async -> Ending {
    while true {
      var information = unsafe siginfo_t()
      let status = unsafe waitid(P_PIDFD, id_t(handle), &information, WEXITED | WNOHANG)
      if status == 0, unsafe information._sifields._sigchld.si_pid != 0 {
        Subprocess.running.withLock { _ = $0.remove(process) }
        readiness.cancel()
        close(handle)
        let value = unsafe Int(information._sifields._sigchld.si_status)
        return unsafe information.si_code == CLD_EXITED ? .exited(value) : .killed(signal: value)
      }
      if status != 0, errno != EINTR { return .killed(signal: 0) }
      _ = await readiness.wait(readable: true, writable: false, timeout: .seconds(60))
    }
  }

  /// Kills the process and everything it has started in its group.
  package func kill() { Glibc.kill(-process, SIGKILL) }

  /// Kills every process that is still running, with its group: for a program that is about to end.
  package static func killAll() {
    running.withLock { for process in $0 { Glibc.kill(-process, SIGKILL) } }
  }

  /// Closes the streams; twice is fine.
  package func closeStreams() {
    startReport?.close()
    standardInput.close()
    standardOutput.close()
    standardError.close()
  }
}
