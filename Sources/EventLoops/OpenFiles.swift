import CLinux
import Glibc
import Synchronization

/// How many descriptors this process may have open.
package enum OpenFiles {
  /// What it was before `raiseLimit`: programs that are started get that, for some of them can't
  /// handle descriptors above 1,023.
  private static let inherited = Mutex<rlimit?>(nil)

  /// Raises the limit to the highest that the system allows this process.
  ///
  /// - Returns: the limit that holds now.
  package static func raiseLimit() -> Int {
    var limit = rlimit()
    guard unsafe prlimit(0, kind, nil, &limit) == 0 else { return 1_024 }
    inherited.withLock { $0 = $0 ?? limit }
    let soft = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    let isRaised = unsafe prlimit(0, kind, &limit, nil) == 0
    return Int(clamping: isRaised ? limit.rlim_max : soft)
  }

  /// Gives a program that has just been started the limit that this process had at first.
  static func lower(for process: pid_t) {
    guard var limit = inherited.withLock({ $0 }) else { return }
    _ = unsafe prlimit(process, kind, &limit, nil)
  }

  private static let kind = Int32(RLIMIT_NOFILE.rawValue)
}
