import CLinux
import Glibc
import Synchronization

/// A child process with its own process group, its standard streams and its end on a loop.
///
/// It inherits no descriptor but its three streams, and no environment but what it is given.
// Safe because it is confined to its loop's thread.
package final class Subprocess: @unchecked Sendable {
  /// How a process ended.
  package enum Ending: Sendable, Hashable {
    case exited(Int)
    case killed(signal: Int)
  }

  package let standardInput: Stream
  package let standardOutput: Stream
  package let standardError: Stream
  private let process: pid_t
  private let handle: Int32
  private let readiness: Readiness
  /// The processes of all loops that have not been taken off the system's table.
  private static let running = Mutex<Set<pid_t>>([])

  /// Starts `command`, whose first part is the program: a path, or a name looked up in `PATH`.
  ///
  /// - Parameter environment: `NAME=value`, each name once.
  /// - Throws: `EventLoopError` where there is no such program, folder or descriptor.
  package init(
    _ command: [String], environment: [String], directory: String, loop: EventLoop
  ) throws(EventLoopError) {
    precondition(!command.isEmpty, "a command has at least its program")
    var pipes = try StandardPipes()
    do throws(EventLoopError) {
      process = try pipes.spawn(command, environment: environment, directory: directory)
      pipes.closeChildEnds()
      let started = process
      Subprocess.running.withLock { _ = $0.insert(started) }
      handle = clinux_pidfd_open(process)
      guard handle >= 0 else { throw .system(call: "pidfd_open", errno: errno) }
      readiness = try Readiness(watching: handle, loop: loop)
      standardInput = try Stream(owning: pipes.takeParentEnd(0), loop: loop, isSocket: false)
      standardOutput = try Stream(owning: pipes.takeParentEnd(1), loop: loop, isSocket: false)
      standardError = try Stream(owning: pipes.takeParentEnd(2), loop: loop, isSocket: false)
    } catch {
      pipes.closeAll()
      throw error
    }
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

  /// Closes the three streams; twice is fine.
  package func closeStreams() {
    standardInput.close()
    standardOutput.close()
    standardError.close()
  }
}
