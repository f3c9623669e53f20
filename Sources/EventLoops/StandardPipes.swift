import CLinux
import Glibc

/// The pipes between a process and its child, until both sides have taken their ends: one for each
/// standard stream, and a fourth, where it is asked for, through which the child tells of its start.
struct StandardPipes {
  private var childEnds: [Int32] = []
  private var parentEnds: [Int32] = []

  init(count: Int) throws(EventLoopError) {
    for number in 0..<count {
      var ends: [Int32] = [0, 0]
      guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else {
        let code = errno
        closeAll()
        throw .system(call: "pipe2", errno: code)
      }
      childEnds.append(number == 0 ? ends[0] : ends[1])
      parentEnds.append(number == 0 ? ends[1] : ends[0])
      // Only this side must not block; the child gets an ordinary pipe.
      _ = fcntl(parentEnds[number], F_SETFL, O_NONBLOCK)
    }
  }

  /// Starts the program in a process group of its own, all signals at their defaults.
  func spawn(_ command: [String], environment: [String], directory: String)
    throws(EventLoopError) -> pid_t
  {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, end) in childEnds.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, end, Int32(number))
    }
    // Whoever started this process may have left descriptors open.
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, Int32(childEnds.count))
    unsafe posix_spawn_file_actions_addchdir_np(&actions, directory)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    unsafe sigfillset(&all)
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    // The flag is this thread's, and what the thread starts has it too.
    guard clinux_refuse_new_privileges() == 0 else { throw .system(call: "prctl", errno: errno) }
    var process = pid_t()
    let status = unsafe withCStrings(command) { arguments in
      unsafe withCStrings(environment) { variables in
        guard let program = unsafe arguments[0] else { return EINVAL }
        return unsafe posix_spawnp(
          &process, program, &actions, &attributes, arguments, variables)
      }
    }
    guard status == 0 else {
      // The system tells a missing folder and a missing program apart in nothing.
      let isFolderThere = unsafe access(directory, X_OK) == 0
      throw .system(
        call: isFolderThere ? "start \(command[0])" : "enter \(directory)", errno: status)
    }
    return process
  }

  /// Hands the parent's end of stream `number` over to its new owner.
  mutating func takeParentEnd(_ number: Int) -> Int32 {
    defer { parentEnds[number] = StandardPipes.taken }
    return parentEnds[number]
  }

  mutating func closeChildEnds() {
    for end in childEnds { Glibc.close(end) }
    childEnds = []
  }

  mutating func closeAll() {
    closeChildEnds()
    for end in parentEnds where end != StandardPipes.taken { Glibc.close(end) }
    parentEnds = []
  }

  private static let taken: Int32 = .min
}

/// Lends `texts` as the null-terminated array of C strings that exec(3) takes.
func withCStrings<Result>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  var pointers = unsafe texts.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe body(pointers)
}
