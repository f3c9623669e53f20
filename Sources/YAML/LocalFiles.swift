import Glibc
import Manifests

/// The file system of this machine.
enum LocalFiles {
  /// `path` where the process stands, for `ManifestFiles`.
  static var currentFolder: String {
    guard let path = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// The names of the files in a folder, and of links that lead nowhere, for they are mistakes; what
  /// is no file (a folder, a socket, a pipe) is left out. Nil where `path` is no folder.
  static func names(in path: String) -> Result<[String]?, ManifestFiles.Failure> {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return .failure(failure(errno)) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return .success(nil) }
    guard let folder = unsafe opendir(path) else { return .failure(failure(errno)) }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      var status = stat()
      let isKnown = unsafe stat("\(path)/\(name)", &status) == 0
      if !isKnown || status.st_mode & S_IFMT == S_IFREG { names.append(name) }
    }
    return .success(names)
  }

  /// The bytes of a file of at most `limitBytes`.
  static func contents(
    of path: String, limitBytes: Int
  ) -> Result<[UInt8], ManifestFiles.Failure> {
    // A pipe that somebody left there would be waited for; those of the command line are meant.
    let isStream = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"].contains { path.hasPrefix($0) }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | (isStream ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else { return .failure(failure(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return .failure(failure(errno)) }
    if !isStream, status.st_mode & S_IFMT != S_IFREG {
      return .failure(
        .unreadable(status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "is no file"))
    }
    var bytes: [UInt8] = []
    let chunkBytes = 262_144
    while true {
      let room = min(chunkBytes, limitBytes - bytes.count + 1)
      var count = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        unsafe count = Glibc.read(descriptor, buffer.baseAddress, room)
        filled = max(0, count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return .failure(failure(errno))
      }
      if count == 0 { return .success(bytes) }
      bytes += chunk
      if bytes.count > limitBytes { return .failure(.tooLarge) }
    }
  }

  private static func failure(_ number: Int32) -> ManifestFiles.Failure {
    if number == ENOENT || number == ENOTDIR { return .missing }
    return .unreadable(unsafe String(cString: strerror(number)).lowercased())
  }
}
