import CLinux

/// What tells that a file has changed: its identity, size and time of modification.
package struct FileFingerprint: Sendable, Hashable {
  private var device: UInt64
  private var inode: UInt64
  /// In bytes.
  package let size: Int64
  private var modifiedNanoseconds: Int64

  /// nil where there is no such file.
  package init?(path: String) {
    var information = stat()
    guard unsafe stat(path, &information) == 0 else { return nil }
    device = UInt64(information.st_dev)
    inode = UInt64(information.st_ino)
    size = Int64(information.st_size)
    modifiedNanoseconds =
      Int64(information.st_mtim.tv_sec) * 1_000_000_000 + Int64(information.st_mtim.tv_nsec)
  }
}

extension EventLoop {
  /// The processor cores that this process may use.
  package static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
