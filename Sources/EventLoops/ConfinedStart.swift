import CLinux
import Glibc

/// The steps between the start of a process and the program that it becomes.
///
/// posix_spawn(3) can neither limit nor change user. So the router starts itself under another name,
/// does both there, and becomes the program; what fails is told through a pipe that exec(3) closes.
package enum ConfinedStart {
  /// The first argument by which the router's own program knows what it is to be.
  private static let mark = "start-confined"
  /// The pipe's end in the new process.
  private static let report: Int32 = 3

  /// - Parameters:
  ///   - starter: the router's own program.
  ///   - searchPath: where a program without a `/` in its name is looked up.
  static func command(
    _ command: [String], _ confinement: Confinement, starter: String, searchPath: String
  ) -> [String] {
    let limits = ResourceLimit.allCases.map { confinement.limits[$0].map(String.init) ?? "" }
    return [starter, mark, confinement.user ?? "", searchPath] + limits + command
  }

  /// Becomes the program where the process was started for that; returns where it was not.
  ///
  /// - Parameter arguments: of the process, after its name.
  package static func runIfAsked(_ arguments: [String]) {
    let start = 3 + ResourceLimit.allCases.count
    guard arguments.first == mark, arguments.count > start else { return }
    _ = clinux_close_on_exec(report)
    var confinement = Confinement()
    if !arguments[1].isEmpty { confinement.user = arguments[1] }
    for (limit, text) in zip(ResourceLimit.allCases, arguments[3..<start]) {
      confinement.limits[limit] = Int(text)
    }
    do throws(EventLoopError) {
      try become(Array(arguments[start...]), confinement, searchPath: arguments[2])
    } catch {
      writeAll(Array(error.description.utf8), to: report)
      exit(127)
    }
  }

  private static func become(
    _ command: [String], _ confinement: Confinement, searchPath: String
  ) throws(EventLoopError) {
    // Limits first: only root may raise them.
    for (limit, value) in confinement.limits where limit != .memory { try limit.set(value) }
    if let name = confinement.user {
      guard let user = SystemUser(name: name) else {
        throw .system(call: "become the user \(name)", errno: ESRCH)
      }
      try user.become()
    }
    // The address space last: this process is larger than many a program.
    let memory = confinement.limits[.memory]
    let failure = unsafe withCStrings(command) { arguments -> EventLoopError in
      unsafe setenvForLookup(searchPath) { variables in
        do throws(EventLoopError) {
          if let memory { try ResourceLimit.memory.set(memory) }
        } catch {
          return error
        }
        guard let program = unsafe arguments[0] else { preconditionFailure("no program") }
        _ = unsafe execvpe(program, arguments, variables)
        return .system(call: "start \(command[0])", errno: errno)
      }
    }
    throw failure
  }

  /// Lends the environment as it is, while lookups go by another `PATH`.
  private static func setenvForLookup<Result>(
    _ searchPath: String, _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    var variables: [UnsafeMutablePointer<CChar>?] = unsafe []
    if var next = unsafe clinux_environment() {
      while let variable = unsafe next.pointee {
        unsafe variables.append(variable)
        unsafe next += 1
      }
    }
    unsafe variables.append(nil)
    _ = unsafe setenv("PATH", searchPath, 1)
    return unsafe body(variables)
  }
}
