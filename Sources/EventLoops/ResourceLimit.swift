import CLinux
import Glibc

/// What setrlimit(2) limits, by the names that manifests use.
package enum ResourceLimit: String, Sendable, CaseIterable {
  /// Seconds of CPU time of one process.
  case cpu
  /// Bytes of address space of one process.
  case memory
  /// Descriptors that a process may have open, its three streams with them.
  case files
  /// Processes and threads of the user at the same time; root is exempt.
  case processes

  /// The highest that this process may set; nil where it may set any.
  package var ceiling: Int? {
    var limit = rlimit()
    guard geteuid() != 0, unsafe prlimit(0, kind, nil, &limit) == 0,
      limit.rlim_max != rlim_t.max
    else { return nil }
    return Int(clamping: limit.rlim_max)
  }

  /// Limits this process, and what it becomes by exec(3).
  ///
  /// - Throws: `EventLoopError` where the value is above the ceiling.
  func set(_ value: Int) throws(EventLoopError) {
    var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
    // Who goes on after the signal that tells of the end of its time is killed a second later.
    if case .cpu = self { limit.rlim_max += 1 }
    guard unsafe prlimit(0, kind, &limit, nil) == 0 else {
      throw .system(call: "limit \(rawValue) to \(value)", errno: errno)
    }
  }

  private var kind: Int32 {
    switch self {
    case .cpu: Int32(RLIMIT_CPU.rawValue)
    case .memory: Int32(RLIMIT_AS.rawValue)
    case .files: Int32(RLIMIT_NOFILE.rawValue)
    case .processes: Int32(__RLIMIT_NPROC.rawValue)
    }
  }
}
