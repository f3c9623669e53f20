import CLinux
import Glibc

/// The three pipes of a child; all ends close on exec, the child gets duplicates of its own.
struct ChildStreams {
  let inputReader: Int32
  let inputWriter: Int32
  let outputReader: Int32
  let outputWriter: Int32
  let errorReader: Int32
  let errorWriter: Int32

  init() throws(TestSupportError) {
    // A child that has ended must not end the test that still writes to it.
    signal(SIGPIPE, SIG_IGN)
    (inputReader, inputWriter) = try makePipe()
    (outputReader, outputWriter) = try makePipe()
    (errorReader, errorWriter) = try makePipe()
  }

  func spawn(
    path: String, arguments: [String], environment: [String: String]
  ) throws(TestSupportError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, inputReader, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, outputWriter, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errorWriter, 2)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    unsafe sigemptyset(&defaults)
    unsafe posix_spawnattr_setsigmask(&attributes, &defaults)
    unsafe sigaddset(&defaults, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    var process: pid_t = 0
    let variables = currentEnvironment().merging(environment) { _, new in new }
    let code = unsafe withCStrings([path] + arguments) { argumentPointers in
      unsafe withCStrings(variables.map { "\($0.key)=\($0.value)" }) { variablePointers in
        unsafe posix_spawn(
          &process, path, &actions, &attributes, argumentPointers, variablePointers)
      }
    }
    guard code == 0 else { throw .system(call: "posix_spawn \(path)", errno: code) }
    return process
  }

  func closeChildEnds() {
    for descriptor in [inputReader, outputWriter, errorWriter] { close(descriptor) }
  }

  func closeAll() {
    closeChildEnds()
    for descriptor in [inputWriter, outputReader, errorReader] { close(descriptor) }
  }
}

private func makePipe() throws(TestSupportError) -> (reader: Int32, writer: Int32) {
  var descriptors: [Int32] = [0, 0]
  guard unsafe pipe2(&descriptors, O_CLOEXEC) == 0 else {
    throw .system(call: "pipe2", errno: errno)
  }
  return (descriptors[0], descriptors[1])
}

/// The environment with which the test itself was started.
private func currentEnvironment() -> [String: String] {
  let text = (try? readFile("/proc/self/environ")) ?? []
  var variables: [String: String] = [:]
  for entry in text.split(separator: 0) {
    let parts = entry.split(
      separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { continue }
    variables[String(decoding: parts[0], as: UTF8.self)] = String(decoding: parts[1], as: UTF8.self)
  }
  return variables
}

private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers = unsafe texts.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe pointers.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("a list with its end in it") }
    return unsafe body(base)
  }
}
