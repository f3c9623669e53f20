import CLinux
import Glibc

/// The bytes of a file.
///
/// - Throws: `TestSupportError.system` where it cannot be read.
package func readFile(_ path: String) throws(TestSupportError) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .system(call: "open \(path)", errno: errno) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe read(descriptor, &chunk, chunk.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw .system(call: "read \(path)", errno: errno) }
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

/// Writes a file, replacing what was there.
///
/// - Throws: `TestSupportError.system` where it cannot be opened.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(TestSupportError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw .system(call: "open \(path)", errno: errno) }
  defer { close(descriptor) }
  writeAll(bytes, to: descriptor)
}

/// Writes all bytes, or as many as the other end takes.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}

/// Appends a line to a file, which is made where it does not exist.
///
/// - Throws: `TestSupportError.system` where it cannot be opened.
package func appendLine(_ line: String, to path: String) throws(TestSupportError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw .system(call: "open \(path)", errno: errno) }
  defer { close(descriptor) }
  writeAll(Array("\(line)\n".utf8), to: descriptor)
}

/// The folder of the running program, where programs that were built beside it are too.
package func folderOfThisProgram() -> String {
  var buffer = [CChar](repeating: 0, count: 4_096)
  let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
  let path = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
  let end = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
  return String(decoding: path[..<end], as: UTF8.self)
}

/// Waits on another thread until the descriptor is readable.
///
/// - Returns: false when the time is over.
package func waitUntilReadable(
  _ descriptor: Int32, timeout: Duration = patience
) async -> Bool {
  await withCheckedContinuation { continuation in
    startThread {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = unsafe poll(&request, 1, Int32(timeout / .milliseconds(1)))
      continuation.resume(returning: count > 0)
    }
  }
}

/// Whether the tests run as root, who may do what others may not.
package var isRoot: Bool { getuid() == 0 }

/// The names of what is in a folder.
///
/// - Throws: `TestSupportError.system` where it cannot be read.
package func filesOf(_ folder: String) throws(TestSupportError) -> [String] {
  guard let stream = unsafe opendir(folder) else {
    throw .system(call: "opendir \(folder)", errno: errno)
  }
  defer { unsafe closedir(stream) }
  var names: [String] = []
  while let entry = unsafe readdir(stream) {
    let name = unsafe withUnsafeBytes(of: unsafe entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// Writes a line to standard output: a figure that a test has measured.
package func report(_ line: String) { writeAll(Array("\(line)\n".utf8), to: STDOUT_FILENO) }

/// A number from the environment; nil where the variable is absent or no number.
package func environmentNumber(_ name: String) -> Int? {
  unsafe getenv(name).flatMap { unsafe Int(String(cString: $0)) }
}
