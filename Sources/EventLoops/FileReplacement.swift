import CLinux
import Glibc

/// Puts other bytes in the place of a file's: whoever reads it, also after a crash, finds all of the
/// old ones or all of the new ones.
package struct FileReplacement: Sendable {
  /// Where it is, links followed.
  private let path: String
  private let folder: String
  private let status: stat

  /// Looks whether the file may be replaced.
  ///
  /// - Throws: where it is no regular file, or this process may not write to it or its folder.
  package init(of path: String) throws(EventLoopError) {
    guard let resolved = unsafe realpath(path, nil) else { throw .last("realpath") }
    defer { unsafe free(resolved) }
    self.path = unsafe String(cString: resolved)
    folder = String(self.path[..<(self.path.lastIndex(of: "/") ?? self.path.startIndex)]) + "/"
    var status = stat()
    guard unsafe stat(self.path, &status) == 0 else { throw .last("stat") }
    self.status = status
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .system(call: "open", errno: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ESPIPE)
    }
    // The folder's right would be enough for the system, but not for whoever protected the file.
    for place in [self.path, folder]
    where unsafe faccessat(AT_FDCWD, place, W_OK, AT_EACCESS) != 0 {
      throw .last("open")
    }
  }

  /// Replaces it; mode and owner stay. Blocks until it is on disk.
  ///
  /// - Throws: where that fails; the file is then as it was.
  package func write(_ bytes: [UInt8]) throws(EventLoopError) {
    // A dot before its name hides it from whoever reads all manifests of the folder.
    let temporary = "\(folder).patchbay-\(String(UInt64.random(in: 0...(.max)), radix: 16))"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last("open") }
    do throws(EventLoopError) {
      defer { close(descriptor) }
      try FileReplacement.fill(descriptor, bytes, like: status)
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    guard unsafe rename(temporary, path) == 0 else {
      let error = EventLoopError.last("rename")
      unsafe unlink(temporary)
      throw error
    }
    FileReplacement.sync(folder)
  }

  private static func fill(
    _ descriptor: Int32, _ bytes: [UInt8], like status: stat
  ) throws(EventLoopError) {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes[sent...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { sent += count } else if errno != EINTR { throw .last("write") }
    }
    let isOwner = status.st_uid == geteuid() && status.st_gid == getegid()
    guard isOwner || fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
      throw .last("chown")
    }
    guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else { throw .last("chmod") }
    guard fsync(descriptor) == 0 else { throw .last("fsync") }
  }

  /// The new name is in place already; a system that can't sync a folder keeps it in its own time.
  private static func sync(_ folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

extension EventLoopError {
  /// The error of the call that has just failed.
  fileprivate static func last(_ call: String) -> EventLoopError {
    .system(call: call, errno: errno)
  }
}
